/**
 * The columns of the statistics, in HAProxy 2.6's order, and which rows have them: those of
 * frontends, servers and backends; in capitals in HTTP mode alone.
 */
const table =
  'pxname:fsb svname:fsb qcur:sb qmax:sb scur:fsb smax:fsb slim:fb stot:fsb bin:fsb ' +
  'bout:fsb dreq:fb dresp:fsb ereq:f econ:sb eresp:sb wretr:sb wredis:sb status:fsb ' +
  'weight:sb act:sb bck:sb chkfail chkdown:b lastchg:sb downtime qlimit pid:fsb iid:fsb ' +
  'sid:fsb throttle lbtot:sb tracked type:fsb rate:fsb rate_lim:f rate_max:fsb ' +
  'check_status check_code check_duration hrsp_1xx:FB hrsp_2xx:FB hrsp_3xx:FB ' +
  'hrsp_4xx:FB hrsp_5xx:FB hrsp_other:FB hanafail req_rate:f req_rate_max:f req_tot:fB ' +
  'cli_abrt:sb srv_abrt:sb comp_in:fb comp_out:fb comp_byp:fb comp_rsp:fb lastsess:sb ' +
  'last_chk last_agt qtime:sb ctime:sb rtime:sb ttime:sb agent_status agent_code ' +
  'agent_duration check_desc agent_desc check_rise check_fall check_health agent_rise ' +
  'agent_fall agent_health addr:s cookie mode:fsb algo:b conn_rate:f conn_rate_max:f ' +
  'conn_tot:f intercepted:F dcon:f dses:f wrew:fsb connect:sb reuse:sb cache_lookups:FB ' +
  'cache_hits:FB srv_icur:s src_ilim qtime_max:sb ctime_max:sb rtime_max:sb ttime_max:sb ' +
  'eint:fsb idle_conn_cur:s safe_conn_cur:s used_conn_cur:s need_conn_est:s uweight:sb ' +
  'agg_server_status:b agg_server_check_status:b agg_check_status:b -:fsb ssl_sess:fsb ' +
  'ssl_reused_sess:fsb ssl_failed_handshake:fsb h2_headers_rcvd:fb h2_data_rcvd:fb ' +
  'h2_settings_rcvd:fb h2_rst_stream_rcvd:fb h2_goaway_rcvd:fb ' +
  'h2_detected_conn_protocol_errors:fb h2_detected_strm_protocol_errors:fb ' +
  'h2_rst_stream_resp:fb h2_goaway_resp:fb h2_open_connections:fb ' +
  'h2_backend_open_streams:fb h2_total_connections:fb h2_backend_total_streams:fb ' +
  'h1_open_connections:fb h1_open_streams:fb h1_total_connections:fb h1_total_streams:fb ' +
  'h1_bytes_in:fb h1_bytes_out:fb h1_spliced_bytes_in:fb h1_spliced_bytes_out:fb';

export const columns: readonly string[] = table.split(' ').map((word) => word.split(':')[0]!);

/** A row in which nothing was counted. Shape: `kind` has letters of the table */
export function emptyRow(kind: string): Record<string, number> {
  const isOf = (rows = ''): boolean => [...rows].some((letter) => kind.includes(letter));
  return Object.fromEntries(
    table
      .split(' ')
      .map((word) => word.split(':'))
      .flatMap(([name, rows]) => (isOf(rows) ? [[name!, 0] as const] : [])),
  );
}
