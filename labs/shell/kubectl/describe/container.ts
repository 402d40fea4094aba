import type {
  Container,
  ContainerPort,
  ContainerState,
  ContainerStatus,
  Probe,
} from '../../../cluster/api/index.ts';
import type { Page } from './page.ts';

/** Source: kubectl pkg/describe/describe.go `describeContainers` and what it calls */
export function describeContainers(
  page: Page,
  title: string,
  containers: readonly Container[],
  statuses: readonly ContainerStatus[] = [],
): void {
  page.line(0, `${title}:`);
  for (const container of containers) {
    const status = statuses.find(({ name }) => name === container.name);
    describeBasics(page, container, status);
    describeWords(page, 'Command', container.command);
    describeWords(page, 'Args', container.args);
    if (status) describeStatus(page, status);
    describeAmounts(page, 'Limits', container.resources?.limits);
    describeAmounts(page, 'Requests', container.resources?.requests);
    describeProbes(page, container);
    describeEnvironment(page, container);
    describeMounts(page, container);
  }
}

function describeBasics(page: Page, container: Container, status?: ContainerStatus): void {
  const { image, name, ports = [] } = container;
  page.line(1, `${name}:`);
  if (status) page.line(2, 'Container ID:', status.containerID);
  page.line(2, 'Image:', image);
  if (status) page.line(2, 'Image ID:', status.imageID);
  const many = ports.length > 1 ? 's' : '';
  page.line(
    2,
    `Port${many}:`,
    formatPorts(ports, ({ containerPort }) => containerPort),
  );
  page.line(
    2,
    `Host Port${many}:`,
    formatPorts(ports, ({ hostPort }) => hostPort ?? 0),
  );
  const { seccompProfile } = (container.securityContext ?? {}) as {
    readonly seccompProfile?: { readonly type: string };
  };
  if (seccompProfile) page.line(2, 'SeccompProfile:', seccompProfile.type);
}

function formatPorts(
  ports: readonly ContainerPort[],
  numberOf: (port: ContainerPort) => number,
): string {
  const texts = ports.map((port) => {
    const text = `${numberOf(port)}/${port.protocol ?? 'TCP'}`;
    return port.name ? `${text} (${port.name})` : text;
  });
  return texts.join(', ') || '<none>';
}

function describeWords(page: Page, title: string, words: readonly string[] = []): void {
  if (words.length === 0) return;
  page.line(2, `${title}:`);
  for (const word of words) for (const line of word.split('\n')) page.line(3, line);
}

function describeStatus(page: Page, status: ContainerStatus): void {
  describeState(page, 'State', status.state ?? {});
  if (status.lastState?.terminated) describeState(page, 'Last State', status.lastState);
  page.line(2, 'Ready:', status.ready ? 'True' : 'False');
  page.line(2, 'Restart Count:', status.restartCount);
}

function describeState(page: Page, title: string, state: ContainerState): void {
  const { running, terminated, waiting } = state;
  if (running) {
    page.line(2, `${title}:`, 'Running');
    page.line(3, 'Started:', page.time(running.startedAt));
  } else if (terminated) {
    page.line(2, `${title}:`, 'Terminated');
    if (terminated.reason) page.line(3, 'Reason:', terminated.reason);
    if (terminated.message) page.line(3, 'Message:', terminated.message);
    page.line(3, 'Exit Code:', terminated.exitCode);
    if (terminated.signal) page.line(3, 'Signal:', terminated.signal);
    page.line(3, 'Started:', page.time(terminated.startedAt));
    page.line(3, 'Finished:', page.time(terminated.finishedAt));
  } else {
    page.line(2, `${title}:`, 'Waiting');
    if (waiting?.reason) page.line(3, 'Reason:', waiting.reason);
  }
}

function describeAmounts(
  page: Page,
  title: string,
  amounts: Readonly<Record<string, string>> = {},
): void {
  const names = Object.keys(amounts).sort();
  if (names.length > 0) page.line(2, `${title}:`);
  for (const name of names) page.line(3, `${name}:`, amounts[name]);
}

function describeProbes(page: Page, container: Container): void {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  if (livenessProbe) page.line(2, 'Liveness:', formatProbe(livenessProbe));
  if (readinessProbe) page.line(2, 'Readiness:', formatProbe(readinessProbe));
  if (startupProbe) page.line(2, 'Startup:', formatProbe(startupProbe));
}

/** Shape: `http-get https://10.0.0.21:6443/livez delay=10s timeout=15s period=10s …` */
function formatProbe(probe: Probe): string {
  const { exec, httpGet, tcpSocket } = probe;
  const rest =
    `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 1}s ` +
    `period=${probe.periodSeconds ?? 10}s successThreshold=${probe.successThreshold ?? 1} ` +
    `failureThreshold=${probe.failureThreshold ?? 3}`;
  if (exec) return `exec [${exec.command.join(' ')}] ${rest}`;
  if (httpGet) {
    const { host = '', path = '', port, scheme = 'HTTP' } = httpGet;
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${path} ${rest}`;
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port} ${rest}`;
  return `unknown ${rest}`;
}

function describeEnvironment(page: Page, { env = [] }: Container): void {
  if (env.length === 0) page.line(2, 'Environment:', '<none>');
  else page.line(2, 'Environment:');
  for (const { name, value = '', valueFrom } of env) {
    const { fieldRef } = (valueFrom ?? {}) as {
      readonly fieldRef?: { readonly apiVersion?: string; readonly fieldPath: string };
    };
    const [first = '', ...more] = value.split('\n');
    const from = fieldRef && ` (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`;
    page.line(3, `${name}:`, first + (from ?? ''));
    for (const line of more) page.line(3, '', line);
  }
}

function describeMounts(page: Page, { volumeMounts = [] }: Container): void {
  if (volumeMounts.length === 0) page.line(2, 'Mounts:', '<none>');
  else page.line(2, 'Mounts:');
  const sorted = [...volumeMounts].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  for (const { mountPath, name, readOnly } of sorted) {
    page.line(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'})`);
  }
}
