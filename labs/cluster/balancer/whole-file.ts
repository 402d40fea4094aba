import type { Proxy } from './configuration.ts';
import type { Findings } from './findings.ts';

/**
 * Says what can only be said once the whole file is read: names that lead nowhere, servers without
 * a port, timeouts that are missing.
 *
 * Source:  HAProxy 2.6 src/cfgparse.c `check_config_validity`
 */
export function checkWhole(proxies: readonly Proxy[], findings: Findings): void {
  for (const proxy of proxies) {
    checkRules(proxy, findings);
    checkTarget(proxy, proxies, findings);
    checkServers(proxy, findings);
    if (proxy.kind === 'frontend' && proxy.binds.length === 0) {
      const advice = 'Please declare it as a backend if this was intended.';
      findings.warn(`frontend '${proxy.name}' has no 'bind' directive. ${advice}`);
    }
    checkTimeouts(proxy, findings);
    if (proxy.stats !== undefined && proxy.mode === 'tcp') {
      const why = 'as it requires HTTP mode.';
      findings.warn(`'stats' statement ignored for proxy '${proxy.name}' ${why}`);
    }
  }
}

function checkTarget(proxy: Proxy, proxies: readonly Proxy[], findings: Findings): void {
  const { defaultBackend, name } = proxy;
  if (defaultBackend === undefined) return;
  const target = proxies.find((other) => {
    return other.name === defaultBackend && other.kind !== 'frontend';
  });
  if (target === undefined) {
    const what = `unable to find required default_backend: '${defaultBackend}'.`;
    findings.alert(`Proxy '${name}': ${what}`);
  } else if (target === proxy) {
    findings.alert(`Proxy '${name}': loop detected for default_backend: '${name}'.`);
  } else if (target.mode !== proxy.mode && proxy.kind !== 'backend') {
    const from = `${proxy.mode} ${proxy.kind} '${name}' (${proxy.where})`;
    const to = `${target.mode} ${target.kind} '${target.name}' (${target.where})`;
    const how = "as its default backend (see 'mode').";
    findings.alert(`${from} tries to use incompatible ${to} ${how}`);
  }
}

function checkServers({ name, servers, check }: Proxy, findings: Findings): void {
  for (const server of servers) {
    if (!server.isChecked || (server.checkPort ?? check.port ?? server.port) > 0) continue;
    const what = `backend '${name}': server '${server.name}' has neither service port nor check`;
    findings.alert(`config: ${what} port nor tcp_check rule 'connect' with port information.`);
  }
}

function checkRules({ name, check, mode, kind, httplogAt }: Proxy, findings: Findings): void {
  if (check.expected !== undefined && check.kind !== 'http') {
    const why = "without 'option httpchk', so the rules are ignored.";
    findings.warn(`backend '${name}' uses http-check rules ${why}`);
  }
  if (kind !== 'backend' && mode === 'tcp' && httplogAt !== undefined) {
    const what = `'option httplog' not usable with frontend '${name}' (needs 'mode http').`;
    findings.warn(`parsing [${httplogAt}] : ${what} Falling back to 'option tcplog'.`);
  }
}

function checkTimeouts({ kind, name, timeouts, servers }: Proxy, findings: Findings): void {
  const { client, connect, server } = timeouts;
  const isClientMissing = kind !== 'backend' && !client;
  const isServerMissing = kind !== 'frontend' && servers.length > 0 && (!connect || !server);
  if (isClientMissing || isServerMissing) {
    findings.warn(`missing timeouts for ${kind} '${name}'.\n${MISSING_TIMEOUTS}`);
  }
}

const MISSING_TIMEOUTS =
  '   | While not properly invalid, you will certainly encounter various problems\n' +
  '   | with such a configuration. To fix this, please ensure that all following\n' +
  "   | timeouts are set to a non-zero value: 'client', 'connect', 'server'.";
