/** Words that HAProxy knows. What is not handled elsewhere is accepted and changes nothing here. */
const words = (text: string): readonly string[] => text.split(' ');

export const sectionNames = words('global defaults frontend backend listen');

export const globalKeywords = words(
  'log daemon chroot user group uid gid maxconn maxconnrate nbthread nbproc pidfile stats ' +
    'ca-base crt-base log-tag log-send-hostname master-worker node description quiet ulimit-n ' +
    'spread-checks hard-stop-after grace external-check insecure-fork-wanted localpeer ' +
    'cpu-map default-path server-state-base server-state-file set-dumpable setenv presetenv ' +
    'unsetenv resetenv strict-limits ssl-server-verify ssl-default-bind-ciphers ' +
    'ssl-default-bind-ciphersuites ssl-default-bind-options ssl-default-bind-curves ' +
    'ssl-default-server-ciphers ssl-default-server-ciphersuites ssl-default-server-options ' +
    'ssl-dh-param-file tune.bufsize tune.maxaccept tune.ssl.default-dh-param ' +
    'mworker-max-reloads zero-warning global frontend backend listen defaults',
);

/** In the order in which a near one is looked for. */
export const proxyKeywords = words(
  'clitcpka-cnt clitcpka-idle clitcpka-intvl compression errorfile errorfiles errorloc ' +
    'errorloc302 errorloc303 external-check filter http-check http-error max-keep-alive-queue ' +
    'rate-limit retry-on srvtcpka-cnt srvtcpka-idle srvtcpka-intvl tcp-check tcp-request ' +
    'tcp-response timeout use-fcgi-app acl appsession backlog balance bind capture cookie ' +
    'default_backend default-server description disabled dispatch email-alert enabled ' +
    'force-persist fullconn grace hash-type http-request http-response http-reuse ' +
    'http-send-name-header id ignore-persist load-server-state-from-file log log-format ' +
    'log-format-sd log-tag maxconn mode monitor monitor-net monitor-uri option persist redirect ' +
    'retries server server-template source stats stick stick-table transparent ' +
    'unique-id-format unique-id-header use_backend use-server frontend backend listen defaults ' +
    'global',
);

export const optionNames = words(
  'abortonclose accept-invalid-http-request accept-invalid-http-response allbackups checkcache ' +
    'clitcpka contstats dontlog-normal dontlognull h1-case-adjust-bogus-client ' +
    'http-buffer-request http-ignore-probes http-no-delay http-pretend-keepalive ' +
    'http-use-proxy-header idle-close-on-response independent-streams log-health-checks ' +
    'log-separate-errors logasap nolinger persist prefer-last-server socket-stats splice-auto ' +
    'splice-request splice-response srvtcpka tcp-smart-accept tcp-smart-connect transparent ' +
    'httpclose http-server-close http-keep-alive redispatch forwardfor originalto httplog ' +
    'tcplog clf httpchk tcp-check ssl-hello-chk smtpchk mysql-check pgsql-check redis-check ' +
    'ldap-check spop-check external-check tcpka',
);

/** Options that `no` may stand before. */
export const plainOptionNames = optionNames.slice(0, optionNames.indexOf('forwardfor'));

/** Words of a server's line that stand alone. */
export const serverFlags = words(
  'agent-check allow-0rtt backup check check-send-proxy check-ssl check-via-socks4 disabled ' +
    'enabled no-agent-check no-backup no-check no-check-ssl no-send-proxy no-ssl non-stick ' +
    'send-proxy send-proxy-v2 ssl stick tfo',
);

/** Words of a server's line that take one more. */
export const serverOptions = words(
  'addr agent-addr agent-inter agent-port agent-send alpn ca-file check-alpn check-proto ' +
    'check-sni ciphers ciphersuites cookie crl-file crt downinter error-limit fall fastinter ' +
    'id init-addr inter log-proto max-reuse maxconn maxqueue minconn namespace observe ' +
    'on-error on-marked-down on-marked-up port proto redir resolve-net resolve-opts ' +
    'resolve-prefer resolvers rise slowstart sni source ssl-max-ver ssl-min-ver tcp-ut track ' +
    'verify verifyhost weight ws',
);

export const facilities = words(
  'kern user mail daemon auth syslog lpr news uucp cron auth2 ftp ntp audit alert cron2 ' +
    'local0 local1 local2 local3 local4 local5 local6 local7',
);

export const logLevels = words('emerg alert crit err warning notice info debug');
