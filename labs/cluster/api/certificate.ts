import { decodeBase64, encodeBase64 } from './base64.ts';
import { decodeJson } from './json.ts';

export interface Subject {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

/**
 * A certificate as a plain value. A PEM file holds it as JSON where a real one holds DER, so a
 * reader sees the armour that he knows, and the lab needs no cryptography.
 *
 * Units: `notBefore` and `notAfter` in seconds since 1970
 */
export interface Certificate {
  readonly subject: Subject;
  /** DNS names and addresses. */
  readonly sans: readonly string[];
  readonly issuer: Subject;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isAuthority: boolean;
  readonly usages: readonly ('client auth' | 'server auth')[];
  /** Which key it speaks for, and which key signed it. */
  readonly keyId: string;
  readonly authorityKeyId: string;
}

export interface PrivateKey {
  readonly keyId: string;
}

const CERTIFICATE = 'CERTIFICATE';
const KEY = 'RSA PRIVATE KEY';

export function encodeCertificate(certificate: Certificate): string {
  return encodePem(CERTIFICATE, certificate);
}

export function encodeKey(key: PrivateKey): string {
  return encodePem(KEY, key);
}

function encodePem(label: string, value: object): string {
  const lines = encodeBase64(JSON.stringify(value)).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Reads all certificates of a PEM file; what is none is passed over. */
export function decodeCertificates(pem: string): Certificate[] {
  return decodePem(CERTIFICATE, pem) as Certificate[];
}

/** Errors: undefined where the file holds no key. */
export function decodeKey(pem: string): PrivateKey | undefined {
  return decodePem(KEY, pem)[0] as PrivateKey | undefined;
}

function decodePem(label: string, pem: string): unknown[] {
  const block = new RegExp(`-----BEGIN ${label}-----([^-]*)-----END ${label}-----`, 'g');
  return [...pem.matchAll(block)]
    .map((match) => decodeJson(decodeBase64(match[1]!) ?? ''))
    .filter((value) => typeof value === 'object' && value !== null && 'keyId' in value);
}

export type CertificateFault = 'expired' | 'not yet valid' | 'unknown authority';

/** Checks that one of the authorities signed a certificate and that it is valid at a time. */
export function verify(
  certificate: Certificate,
  authorities: readonly Certificate[],
  atSeconds: number,
): CertificateFault | undefined {
  const authority = authorities.find(
    ({ keyId, isAuthority }) => isAuthority && keyId === certificate.authorityKeyId,
  );
  for (const { notBefore, notAfter } of authority ? [certificate, authority] : [certificate]) {
    if (atSeconds < notBefore) return 'not yet valid';
    if (atSeconds > notAfter) return 'expired';
  }
  return authority ? undefined : 'unknown authority';
}

/** True where a certificate speaks for a host name or an address. Knows `*.` at the front. */
export function isValidFor({ sans }: Certificate, host: string): boolean {
  return sans.some(
    (san) =>
      san === host || (san.startsWith('*.') && host.slice(host.indexOf('.')) === san.slice(1)),
  );
}

/**
 * What Go says of a certificate that it does not accept.
 *
 * Shape:   `now` and the limit as RFC 3339: the caller has the clock
 * Source:  Go crypto/x509/verify.go `CertificateInvalidError`, `UnknownAuthorityError`,
 *          `HostnameError`
 */
export function describeFault(fault: CertificateFault, now: string, limit: string): string {
  if (fault === 'unknown authority') return 'x509: certificate signed by unknown authority';
  const relation = fault === 'expired' ? 'after' : 'before';
  const what = 'x509: certificate has expired or is not yet valid';
  return `${what}: current time ${now} is ${relation} ${limit}`;
}

export function describeWrongHost({ sans }: Certificate, host: string): string {
  const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);
  const valid = sans.filter((san) => isAddress(san) === isAddress(host));
  if (valid.length === 0) {
    return isAddress(host)
      ? `x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`
      : `x509: certificate is not valid for any names, but wanted to match ${host}`;
  }
  return `x509: certificate is valid for ${valid.join(', ')}, not ${host}`;
}
