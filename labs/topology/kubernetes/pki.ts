import {
  encodeCertificate,
  encodeKey,
  type Certificate,
  type Subject,
} from '../../cluster/api/index.ts';
import { EPOCH_SECONDS, hash32 } from '../../cluster/kernel/index.ts';

/** kubeadm signs leaves for one year and authorities for ten. */
const YEAR_SECONDS = 365 * 86_400;
/** The cluster was made a little before the lab opens. */
const MADE_SECONDS = EPOCH_SECONDS - 600;

/** A certificate with its key, both as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/**
 * The cluster's certificate authority. kubeadm makes one of its own for etcd and one for the front
 * proxy, too; etcd speaks without TLS here, so those are left out.
 */
const authority = makeCertificate({ commonName: 'kubernetes', organizations: [] }, [], 10);

export const authorityPair: KeyPair = encodePair(authority);

/**
 * Signs a certificate for a server, that names in `sans` reach, or for a client where there is
 * none.
 */
export function signPair(subject: Subject, sans: readonly string[] = []): KeyPair {
  return encodePair(makeCertificate(subject, sans, 1));
}

/** The files of a pair, as kubeadm names them. Shape: `path` without its ending. */
export function pairFiles(path: string, { certificate, key }: KeyPair): Record<string, string> {
  return { [`${path}.crt`]: certificate, [`${path}.key`]: key };
}

function makeCertificate(subject: Subject, sans: readonly string[], years: number): Certificate {
  const isAuthority = years > 1;
  const keyId = digest([subject.commonName, ...sans].join('/'));
  const issuer: Subject = { commonName: 'kubernetes', organizations: [] };
  return {
    subject,
    sans,
    issuer,
    serial: digest(`serial of ${keyId}`),
    notBefore: MADE_SECONDS,
    notAfter: MADE_SECONDS + years * YEAR_SECONDS,
    isAuthority,
    usages: isAuthority ? [] : [sans.length > 0 ? 'server auth' : 'client auth'],
    keyId,
    authorityKeyId: digest(issuer.commonName),
  };
}

function encodePair(certificate: Certificate): KeyPair {
  return {
    certificate: encodeCertificate(certificate),
    key: encodeKey({ keyId: certificate.keyId }),
  };
}

function digest(text: string): string {
  const half = (basis: number): string => hash32(text, basis).toString(16).padStart(8, '0');
  return half(1) + half(2);
}
