import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../../lab/lab-session.ts';
import { stillMotion } from '../motion.ts';
import type { Layout } from './layout.ts';
import { MessageLayer } from './message-layer.ts';

interface Props {
  session: LabSession;
  layout: Layout;
}

/** The place of the moving dots. Preact draws an empty group and leaves it alone. */
export default function Messages({ session, layout }: Props) {
  const group = useRef<SVGGElement>(null);
  const layer = useRef<MessageLayer>();
  const isStill = stillMotion.value;
  useEffect(() => {
    if (isStill || group.current === null) return undefined;
    const own = new MessageLayer(group.current, layout);
    layer.current = own;
    const show = own.show.bind(own);
    session.onTraffic.add(show);
    return () => {
      session.onTraffic.delete(show);
      own.clear();
      layer.current = undefined;
    };
  }, [session, isStill]);
  useEffect(() => {
    if (layer.current !== undefined) layer.current.layout = layout;
  }, [layout]);
  return <g ref={group} aria-hidden="true" />;
}
