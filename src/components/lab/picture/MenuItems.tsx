import type { FaultChoice, FaultGroup, MenuEntry } from './faults.ts';

interface Props {
  title: string;
  entries: readonly MenuEntry[];
  /** The group that is open. */
  group: FaultGroup | undefined;
  onGo: (group: string | undefined) => void;
  onChoose: (choice: FaultChoice) => void;
}

/** The entries of a menu, or those of its open group under the way back. */
export default function MenuItems({ title, entries, group, onGo, onChoose }: Props) {
  return (
    <>
      {group === undefined ? (
        <p class="q-menu-title" role="presentation">
          {title}
        </p>
      ) : (
        <button
          type="button"
          role="menuitem"
          class="q-menu-title"
          data-back
          tabIndex={-1}
          onClick={() => onGo(undefined)}
        >
          <span aria-hidden="true">‹</span>
          <span>
            {title}, {group.label}
          </span>
        </button>
      )}
      {(group?.choices ?? entries).map((entry) =>
        'choices' in entry ? (
          <button
            key={entry.label}
            type="button"
            role="menuitem"
            class="q-menu-group"
            aria-haspopup="menu"
            data-group={entry.label}
            tabIndex={-1}
            onClick={() => onGo(entry.label)}
          >
            <span class="q-menu-label">{entry.label}</span>
            <span class="q-menu-where">{entry.says}</span>
            <span aria-hidden="true">›</span>
          </button>
        ) : (
          <button
            key={entry.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => onChoose(entry)}
          >
            <span class="q-menu-label">{entry.label}</span>
            {entry.where !== undefined && <span class="q-menu-where">{entry.where}:</span>}
            <code>{entry.command}</code>
          </button>
        ),
      )}
    </>
  );
}
