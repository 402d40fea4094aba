import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { LabSession } from '../../../lab/lab-session.ts';
import { cablesOf } from './cables.ts';
import Drawing from './Drawing.tsx';
import FaultMenu from './FaultMenu.tsx';
import { menuOf } from './fault-menus.ts';
import type { FaultChoice } from './faults.ts';
import { layOut } from './layout.ts';
import Legend from './Legend.tsx';
import PictureSummary from './PictureSummary.tsx';
import { useSize, useWatching } from './watching.ts';

/** The live picture: what runs, who leads, what travels, and the menus by which it breaks. */
export default function Picture({ session }: { session: LabSession }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame);
  const open = useSignal<string | undefined>(undefined);
  useWatching(frame, session);
  useEffect(() => () => session.watch(true), []);

  const snapshot = session.snapshot.value;
  const machines = snapshot?.machines ?? [];
  const names = machines.map((machine) => machine.name).join();
  const layout = useMemo(() => layOut(machines, width), [names, width]);
  const cables = snapshot === undefined ? [] : cablesOf(snapshot, layout);
  const menu = snapshot && menuOf(open.value, snapshot, cables, layout);

  const close = (isFocusKept: boolean): void => {
    if (isFocusKept) focusButton(frame.current, open.value);
    open.value = undefined;
  };
  const choose = (choice: FaultChoice): void => {
    const place = choice.where === undefined ? '' : `${choice.where}: `;
    session.fault(choice.fault, `${choice.done} ${place}\`${choice.command}\``);
    close(true);
  };
  return (
    <section
      class={layout.hasCorner ? 'q-picture has-corner' : 'q-picture'}
      aria-label="The cluster"
    >
      <div class="q-frame" ref={frame}>
        {snapshot !== undefined && (
          <Drawing
            session={session}
            machines={machines}
            cables={cables}
            layout={layout}
            open={open}
          />
        )}
        {menu !== undefined && (
          <FaultMenu key={open.value} {...menu} onChoose={choose} onClose={close} />
        )}
      </div>
      <Legend />
      <PictureSummary session={session} />
    </section>
  );
}

function focusButton(frame: HTMLElement | null, id: string | undefined): void {
  frame?.querySelector<SVGGElement>(`[data-opens="${id}"]`)?.focus();
}
