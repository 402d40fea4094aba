/** A command beside the text: Copy puts it on the clipboard, Run types it in the page's lab. */
class Run extends HTMLElement {
  connectedCallback(): void {
    const run = this.querySelector<HTMLButtonElement>('[data-do=run]');
    if (run !== null) run.hidden = document.getElementById('lab') === null;
    this.addEventListener('click', (event) => {
      const what = (event.target as Element).closest('button')?.dataset['do'];
      if (what === 'copy') void this.copy();
      if (what === 'run') this.run();
    });
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.command);
      this.say('Copied');
    } catch {
      // Some browsers keep the clipboard to themselves: the reader's own keys still work.
      getSelection()?.selectAllChildren(this.querySelector('code') ?? this);
      this.say('Selected: copy it with your keyboard');
    }
  }

  private run(): void {
    const { command } = this;
    const { machine } = this.dataset;
    const detail = machine === undefined ? { command } : { command, machine };
    document.dispatchEvent(new CustomEvent('quorate:run', { detail, bubbles: true }));
    this.say('Typed in the lab');
  }

  private get command(): string {
    return this.dataset['command'] ?? '';
  }

  private say(text: string): void {
    const status = this.querySelector('[role=status]');
    if (status !== null) status.textContent = text;
    this.dataset['said'] = text;
    setTimeout(() => delete this.dataset['said'], 2000);
  }
}

customElements.define('q-run', Run);
