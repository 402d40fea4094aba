import { haproxyUnit } from '../../cluster/balancer/unit.ts';
import { machinesOf, type TopologySpec } from '../spec.ts';
import { enabledUnit, type MachineFiles } from '../outfits/machine-files.ts';

/** A machine with HAProxy before the API servers. */
export function balancerFiles(topology: TopologySpec): MachineFiles {
  return {
    '/etc/haproxy/haproxy.cfg': haproxyConfiguration(topology),
    ...enabledUnit('haproxy.service', haproxyUnit),
  };
}

/**
 * Passes TCP on and asks each server for `/healthz` over TLS, so that one which hangs or drains is
 * taken out. Its figures are at port 8404, and at the socket that Debian's own file has.
 *
 * Source: kubernetes/kubeadm docs/ha-considerations.md; times as in the recordings
 */
function haproxyConfiguration(topology: TopologySpec): string {
  const servers = machinesOf(topology, 'control-plane').map(
    ({ name, address }) => `    server ${name} ${address}:6443 check verify none\n`,
  );
  return `global
    log stdout format raw local0
    stats socket /run/haproxy/admin.sock mode 660 level admin
    stats timeout 30s
    daemon

defaults
    mode                    tcp
    log                     global
    option                  tcplog
    option                  dontlognull
    retries                 3
    timeout connect         5s
    timeout client          30m
    timeout server          30m
    timeout check           5s

listen stats
    bind *:8404
    mode http
    stats enable
    stats uri /stats
    stats refresh 10s

frontend apiserver
    bind *:6443
    default_backend apiserverbackend

backend apiserverbackend
    option httpchk

    http-check connect ssl
    http-check send meth GET uri /healthz
    http-check expect status 200

    balance     roundrobin
    default-server inter 2s fall 3 rise 2

${servers.join('')}`;
}
