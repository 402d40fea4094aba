import { describe, expect, it } from 'vitest';
import {
  configMapKind,
  decodeBase64,
  decodeCertificates,
  encodeBase64,
  encodeCertificate,
  eventKind,
  fieldOf,
  humanDuration,
  invalid,
  kinds,
  matchesLabels,
  nodeKind,
  notFound,
  parseLabelSelector,
  parseQuantity,
  parseTimestamp,
  podKind,
  verify,
  type Certificate,
  type Pod,
} from '../../labs/cluster/api/index.ts';

const ca: Certificate = {
  subject: { commonName: 'kubernetes', organizations: [] },
  sans: [],
  issuer: { commonName: 'kubernetes', organizations: [] },
  serial: '00',
  notBefore: 100,
  notAfter: 1_000,
  isAuthority: true,
  usages: [],
  keyId: 'ca',
  authorityKeyId: 'ca',
};
const leaf: Certificate = { ...ca, isAuthority: false, keyId: 'leaf', notAfter: 500 };

describe('times', () => {
  it('are read in UTC and with an offset', () => {
    expect(parseTimestamp('2026-11-02T08:00:00Z')).toBe(1_793_606_400);
    expect(parseTimestamp('2026-11-02T09:00:00.5+01:00')).toBe(1_793_606_400.5);
    expect(parseTimestamp('1969-12-31T23:59:59Z')).toBe(-1);
    expect(parseTimestamp('soon')).toBeUndefined();
  });

  it('are told as kubectl tells ages', () => {
    const spans = [0, 119, 120, 122, 600, 10_799, 10_800, 11_400, 180_000, 86_400 * 9];
    expect(spans.map((span) => humanDuration(span))).toEqual([
      '0s',
      '119s',
      '2m',
      '2m2s',
      '10m',
      '179m',
      '3h',
      '3h10m',
      '2d2h',
      '9d',
    ]);
  });
});

describe('selectors', () => {
  it('match labels by equality and by sets', () => {
    const selector = parseLabelSelector('app in (web,db),!old,tier!=back');
    if (typeof selector === 'string') throw new Error(selector);
    expect(matchesLabels(selector, { app: 'db' })).toBe(true);
    expect(matchesLabels(selector, { app: 'db', tier: 'back' })).toBe(false);
    expect(matchesLabels(selector, { app: 'x' })).toBe(false);
    expect(matchesLabels(selector, { app: 'web', old: '' })).toBe(false);
  });

  it('say what is wrong with them', () => {
    expect(parseLabelSelector('a=b=c')).toBe("found '=', expected: ',' or 'end of string'");
  });

  it('find fields by path', () => {
    expect(fieldOf(pod({ nodeName: 'worker-1' }), 'spec.nodeName')).toBe('worker-1');
    expect(fieldOf(pod({}), 'spec.nodeName')).toBe('');
  });

  it('find what is not said to be false, and the component that an event comes from', () => {
    expect(podKind.readField(pod({}), 'spec.hostNetwork')).toBe('false');
    expect(podKind.readField(pod({ nodeName: 'worker-1' }), 'spec.nodeName')).toBe('worker-1');
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } };
    expect(nodeKind.readField(node, 'spec.unschedulable')).toBe('false');
    const cordoned = { ...node, spec: { unschedulable: true } };
    expect(nodeKind.readField(cordoned, 'spec.unschedulable')).toBe('true');
    const event = { ...node, kind: 'Event', involvedObject: {} };
    const source = { component: 'kubelet', host: 'n' };
    expect(eventKind.readField({ ...event, source }, 'source')).toBe('kubelet');
    expect(eventKind.readField({ ...event, reportingComponent: 'me' }, 'source')).toBe('me');
  });
});

describe('validation', () => {
  it('speaks in the real sentences', () => {
    const bad = pod({});
    bad.metadata.name = 'Bad_Name';
    expect(invalid(podKind, 'Bad_Name', podKind.validate(bad)).message).toBe(
      'Pod "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 ' +
        "subdomain must consist of lower case alphanumeric characters, '-' or '.', and must " +
        "start and end with an alphanumeric character (e.g. 'example.com', regex used for " +
        "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    );
  });

  it('checks containers and their resources', () => {
    const bad = pod({
      containers: [
        {
          name: 'c',
          ports: [{ containerPort: 99_999 }],
          resources: { requests: { cpu: '2' }, limits: { cpu: '1' } },
        },
      ],
    });
    expect(podKind.validate(bad).map(({ field, text }) => `${field}: ${text}`)).toEqual([
      'spec.containers[0].image: Required value',
      'spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and ' +
        '65535, inclusive',
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to ' +
        'cpu limit of 1',
    ]);
  });

  it('limits the size of a ConfigMap', () => {
    const errors = configMapKind.validate({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'huge' },
      data: { a: 'x'.repeat(1_048_577) },
    });
    expect(invalid(configMapKind, 'huge', errors).message).toBe(
      'ConfigMap "huge" is invalid: []: Too long: may not be more than 1048576 bytes',
    );
  });
});

describe('certificates', () => {
  it('survive their PEM', () => {
    expect(decodeCertificates(encodeCertificate(ca) + encodeCertificate(leaf))).toEqual([ca, leaf]);
  });

  it('are valid for a time, from one authority', () => {
    expect(verify(leaf, [ca], 200)).toBeUndefined();
    expect(verify(leaf, [ca], 501)).toBe('expired');
    expect(verify(leaf, [ca], 99)).toBe('not yet valid');
    expect(verify(leaf, [{ ...ca, keyId: 'other' }], 200)).toBe('unknown authority');
  });
});

describe('the rest', () => {
  it('reads quantities in thousandths', () => {
    expect(parseQuantity('250m')).toBe(250n);
    expect(parseQuantity('1.5')).toBe(1_500n);
    expect(parseQuantity('1Ki')).toBe(1_024_000n);
    expect(parseQuantity('lots')).toBeUndefined();
  });

  it('encodes base64 of any length', () => {
    expect(encodeBase64('hello')).toBe('aGVsbG8=');
    for (const text of ['', 'a', 'ab', 'abc', 'grüße →']) {
      expect(decodeBase64(encodeBase64(text))).toBe(text);
    }
  });

  it('names resources with their group', () => {
    const of = { group: 'coordination.k8s.io', resource: 'leases' };
    expect(notFound(of, 'n1').message).toBe('leases.coordination.k8s.io "n1" not found');
    expect(kinds.map(({ plural }) => plural)).toContain('nodes');
  });
});

function pod(spec: Partial<Pod['spec']>): Pod {
  const containers = [{ name: 'c', image: 'nginx:1.27' }];
  const restartPolicy = 'Always';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers, restartPolicy, ...spec },
  };
}
