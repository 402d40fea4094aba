import type { Outcome } from './transfer.ts';

/** Fills in what `-w` asks for: `%{http_code}`, `%{time_total}` … */
export function formatWriteOut(format: string, outcome: Outcome): string {
  const values = valuesOf(outcome);
  const marks: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return format
    .replace(/\\(.)/g, (_, mark: string) => marks[mark] ?? `\\${mark}`)
    .replace(/%\{([^}]*)\}/g, (_, name: string) => values[name] ?? '')
    .replaceAll('%%', '%');
}

function valuesOf(outcome: Outcome): Record<string, string> {
  const { address, endUs, failure, headers, received, startUs, status, url } = outcome;
  const seconds = (endUs - startUs) / 1_000_000;
  const code = String(status).padStart(3, '0');
  return {
    http_code: code,
    response_code: code,
    time_total: seconds.toFixed(6),
    size_download: String(received),
    content_type: headers['content-type'] ?? '',
    remote_ip: address,
    url_effective: url,
    exitcode: String(failure?.code ?? 0),
    errormsg: failure?.text ?? '',
  };
}

const HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n';
const TIMES = '--:--:-- --:--:-- --:--:--     0';
const NOTHING = `  0     0    0     0    0     0      0      0 ${TIMES}`;

/**
 * The progress meter, as it stands when the transfer is over.
 *
 * Differs: it is not drawn while the transfer goes on, and speeds are 0
 */
export function formatMeter({ failure, received }: Outcome): string {
  const size = String(received);
  const isEmpty = failure !== undefined || received === 0;
  const counts = `100${size.padStart(6)}  100${size.padStart(6)}    0     0      0      0`;
  return `${HEAD}${NOTHING}\r${isEmpty ? NOTHING : `${counts} ${TIMES}`}\n`;
}
