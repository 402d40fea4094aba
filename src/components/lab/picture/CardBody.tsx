import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import BalancerBody from './BalancerBody.tsx';
import { BOX_PX, EDGE_PX, HEAD_PX } from './card-sizes.ts';
import ControlPlaneBody from './ControlPlaneBody.tsx';
import MemberBox from './MemberBox.tsx';
import ProcessBox from './ProcessBox.tsx';
import { processesOf } from './processes.ts';

/** What runs on a machine, drawn below its name. */
export default function CardBody({ machine, width }: { machine: MachineSnapshot; width: number }) {
  const processes = processesOf(machine);
  const first = processes[0];
  const inner = width - 2 * EDGE_PX;
  if (first === undefined) return null;
  switch (machine.role) {
    case 'control-plane':
      return <ControlPlaneBody processes={processes} width={width} />;
    case 'balancer':
      return (
        <BalancerBody
          processes={processes}
          heldAddresses={machine.heldAddresses ?? []}
          width={width}
        />
      );
    case 'etcd':
      return <MemberBox process={first} width={inner} y={29} />;
    case 'worker':
    case 'workstation': {
      const place = { x: EDGE_PX, y: HEAD_PX, width: inner, height: BOX_PX };
      return <ProcessBox process={first} place={place} />;
    }
  }
}
