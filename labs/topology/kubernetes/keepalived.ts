import { keepalivedUnit } from '../../cluster/balancer/keepalived/unit.ts';
import { enabledUnit, type MachineFiles } from '../outfits/machine-files.ts';
import { machinesOf, type MachineSpec, type TopologySpec } from '../spec.ts';

const CHECK = '/etc/keepalived/check_apiserver.sh';

/** keepalived's files on one of two balancers. The first holds the address while it works. */
export function keepalivedFiles({ name }: MachineSpec, topology: TopologySpec): MachineFiles {
  const isFirst = machinesOf(topology, 'balancer')[0]?.name === name;
  return {
    '/etc/keepalived/keepalived.conf': keepalivedConfiguration(isFirst, topology.virtual!.address),
    [CHECK]: checkScript,
    ...enabledUnit('keepalived.service', keepalivedUnit),
  };
}

/**
 * The second balancer is weaker by one, and a balancer whose check fails by two.
 *
 * Source: kubernetes/kubeadm docs/ha-considerations.md
 */
function keepalivedConfiguration(isFirst: boolean, address: string): string {
  const [state, priority] = isFirst ? ['MASTER', 101] : ['BACKUP', 100];
  return `global_defs {
    router_id LVS_DEVEL
    script_user root
    enable_script_security
}

vrrp_script check_apiserver {
    script "${CHECK}"
    interval 3
    weight -2
    fall 10
    rise 2
}

vrrp_instance VI_1 {
    state ${state}
    interface eth0
    virtual_router_id 51
    priority ${priority}
    authentication {
        auth_type PASS
        auth_pass 42
    }
    virtual_ipaddress {
        ${address}
    }
    track_script {
        check_apiserver
    }
}
`;
}

/** Fails where this machine's HAProxy leads to no API server that works. */
const checkScript = `#!/bin/sh
exec curl -sfk --max-time 2 https://localhost:6443/healthz -o /dev/null
`;
