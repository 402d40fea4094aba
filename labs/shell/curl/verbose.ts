import { calendarTime, EPOCH_SECONDS, SECOND, type Process } from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import type { Connected, Place } from './connect.ts';
import { formatHead, type CurlRequest } from './request.ts';

/** Shape: one line; '' where the name is not known */
export function describeTrying(process: Process, { host, port }: Place): string {
  const address = machineOf(process).resolveName(host);
  return address === undefined ? '' : `*   Trying ${address}:${port}...\n`;
}

/** Differs: the handshake's own messages are left out */
export function describePeer({ address, peer }: Connected, { host, port }: Place): string {
  const connected = `* Connected to ${host} (${address}) port ${port} (#0)\n`;
  if (!peer) return connected;
  const { issuer, notAfter, notBefore, subject } = peer;
  const organizations = subject.organizations.map((one) => `O=${one}`);
  const names = [...organizations, `CN=${subject.commonName}`];
  const lines = [
    'ALPN: offers h2,http/1.1',
    'SSL connection using TLSv1.3 / TLS_AES_128_GCM_SHA256',
    'ALPN: server accepted h2',
    'Server certificate:',
    ` subject: ${names.join('; ')}`,
    ` start date: ${formatDate(notBefore)}`,
    ` expire date: ${formatDate(notAfter)}`,
    ` issuer: CN=${issuer.commonName}`,
    'using HTTP/2',
  ];
  return connected + lines.map((line) => `* ${line}\n`).join('');
}

export function describeRequest({ head }: CurlRequest, { isTls }: Place): string {
  const { headers, method, path } = head;
  const { host, ...rest } = headers;
  const text = formatHead(`${method} ${path} HTTP/${isTls ? '2' : '1.1'}`, rest, isTls);
  const [first, ...more] = text.split('\r\n').slice(0, -1);
  return [first, `Host: ${host}`, ...more].map((line) => `> ${line}\n`).join('');
}

export function describeResponse(text: string): string {
  return text
    .split('\r\n')
    .slice(0, -1)
    .map((line) => `< ${line}\n`)
    .join('');
}

const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];

/** Shape: `Nov 25 02:12:19 2026 GMT`. Units: seconds since 1970 */
function formatDate(seconds: number): string {
  const at = calendarTime((seconds - EPOCH_SECONDS) * SECOND);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const time = `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
  return `${months[at.month - 1]} ${String(at.day).padStart(2)} ${time} ${at.year} GMT`;
}
