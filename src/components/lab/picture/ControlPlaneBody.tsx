import { BOX_PX, EDGE_PX, GAP_PX, HEAD_PX, ROW_PX } from './card-sizes.ts';
import HeadProcess from './HeadProcess.tsx';
import ProcessBox from './ProcessBox.tsx';
import ProcessRow from './ProcessRow.tsx';
import type { ProcessView } from './processes.ts';

interface Props {
  processes: readonly ProcessView[];
  /** Of the card. */
  width: number;
}

/** The kubelet in the head, the API server beside its etcd member, the rest below. */
export default function ControlPlaneBody({ processes, width }: Props) {
  const units = processes.filter(({ keeper }) => keeper === 'systemd');
  const pods = processes.filter(({ keeper }) => keeper === 'kubelet');
  const inner = width - 2 * EDGE_PX;
  const half = (inner - GAP_PX) / 2;
  return (
    <>
      {units.slice(0, 1).map((one) => (
        <HeadProcess key={one.name} process={one} x={width - 10} />
      ))}
      {pods.slice(0, 2).map((one, index) => {
        const x = EDGE_PX + index * (half + GAP_PX);
        const place = { x, y: HEAD_PX, width: half, height: BOX_PX };
        return <ProcessBox key={one.name} process={one} place={place} />;
      })}
      {pods.slice(2).map((one, index) => {
        const y = HEAD_PX + BOX_PX + GAP_PX + index * (ROW_PX + GAP_PX);
        return <ProcessRow key={one.name} process={one} x={EDGE_PX} y={y} width={inner} />;
      })}
    </>
  );
}
