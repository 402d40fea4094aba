import {
  encodeCertificate,
  encodeKey,
  type Certificate,
  type Subject,
} from '../../labs/cluster/api/index.ts';
import { EPOCH_SECONDS } from '../../labs/cluster/kernel/index.ts';

const YEAR_SECONDS = 365 * 86_400;

/** An authority for tests, and what it signs. */
export const authority: Certificate = {
  subject: { commonName: 'kubernetes', organizations: [] },
  sans: [],
  issuer: { commonName: 'kubernetes', organizations: [] },
  serial: '00',
  notBefore: EPOCH_SECONDS - 60,
  notAfter: EPOCH_SECONDS + 10 * YEAR_SECONDS,
  isAuthority: true,
  usages: [],
  keyId: 'ca',
  authorityKeyId: 'ca',
};

export function sign(subject: Subject, sans: readonly string[] = []): Certificate {
  return {
    ...authority,
    subject,
    sans,
    isAuthority: false,
    notAfter: EPOCH_SECONDS + YEAR_SECONDS,
    usages: sans.length > 0 ? ['server auth'] : ['client auth'],
    keyId: `key of ${subject.commonName}`,
  };
}

/** The files of a certificate and its key, as kubeadm names them. */
export function pemFiles(path: string, certificate: Certificate): Record<string, string> {
  return {
    [`${path}.crt`]: encodeCertificate(certificate),
    [`${path}.key`]: encodeKey({ keyId: certificate.keyId }),
  };
}
