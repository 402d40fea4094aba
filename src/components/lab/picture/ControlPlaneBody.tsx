import { BOX_PX, EDGE_PX, GAP_PX, HEAD_PX, lowerHeight, ROW_PX } from './card-sizes.ts';
import HeadProcess from './HeadProcess.tsx';
import ProcessBox from './ProcessBox.tsx';
import ProcessRow from './ProcessRow.tsx';
import type { ProcessView } from './processes.ts';

interface Props {
  processes: readonly ProcessView[];
  /** Of the card. */
  width: number;
}

/**
 * The kubelet in the head, the API server beside the etcd member that the machine may have, the
 * rest below.
 */
export default function ControlPlaneBody({ processes, width }: Props) {
  const units = processes.filter(({ keeper }) => keeper === 'systemd');
  const pods = processes.filter(({ keeper }) => keeper === 'kubelet');
  const inner = width - 2 * EDGE_PX;
  const boxes = pods.filter(({ name }) => name === 'kube-apiserver' || name === 'etcd');
  const rows = pods.filter((one) => !boxes.includes(one));
  const height = lowerHeight(width);
  const own = (inner - GAP_PX * (boxes.length - 1)) / boxes.length;
  return (
    <>
      {units.slice(0, 1).map((one) => (
        <HeadProcess key={one.name} process={one} x={width - 10} />
      ))}
      {boxes.map((one, index) => {
        const x = EDGE_PX + index * (own + GAP_PX);
        const place = { x, y: HEAD_PX, width: own, height: BOX_PX };
        return <ProcessBox key={one.name} process={one} place={place} />;
      })}
      {rows.map((one, index) => {
        const y = HEAD_PX + BOX_PX + GAP_PX + index * (height + GAP_PX);
        const place = { x: EDGE_PX, y, width: inner, height };
        return height === ROW_PX ? (
          <ProcessRow key={one.name} process={one} place={place} />
        ) : (
          <ProcessBox key={one.name} process={one} place={place} />
        );
      })}
    </>
  );
}
