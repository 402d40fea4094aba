import type { Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../../lab/lab-session.ts';
import { withControl } from './control.ts';
import { panelId, tabId } from './ids.ts';
import type { Screen } from './screen.ts';

interface Props {
  session: LabSession;
  name: string;
  isShown: boolean;
  isReaderMode: Signal<boolean>;
  /** The Ctrl of the row of keys is down: it holds for one key. */
  isControl: Signal<boolean>;
}

/** The screen of one machine. Its output waits until it is shown for the first time. */
export default function TerminalView(props: Props) {
  const { session, name, isShown, isReaderMode, isControl } = props;
  const place = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen>();
  const isWanted = useRef(false);
  const isGone = useRef(false);

  useLayoutEffect(() => {
    if (!isShown || isWanted.current || place.current === null) return;
    isWanted.current = true;
    const element = place.current;
    const onType = (text: string): void => {
      session.type(name, isControl.peek() ? withControl(text) : text);
      isControl.value = false;
    };
    const open = async (): Promise<void> => {
      const { openScreen } = await import('./screen.ts');
      const opened = await openScreen(element, {
        name,
        isReaderMode: isReaderMode.peek(),
        feed: session.feed(name),
        onType,
        onResize: (columns, rows) => session.resize(name, columns, rows),
      });
      if (isGone.current) opened.close();
      else screen.current = opened;
    };
    void open();
  }, [isShown]);
  useEffect(
    () => () => {
      isGone.current = true;
      screen.current?.close();
    },
    [],
  );
  useEffect(() => screen.current?.setReaderMode(isReaderMode.value), [isReaderMode.value]);

  return (
    <div
      class="q-screen"
      role="tabpanel"
      id={panelId(name)}
      aria-labelledby={tabId(name)}
      hidden={!isShown}
      ref={place}
    />
  );
}
