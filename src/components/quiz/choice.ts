/** What a `q-choice` tells its quiz when the reader has answered. */
export interface Answered {
  isRight: boolean;
  isFirst: boolean;
}

/** A question: waits for an answer, says whether it holds and why, and lets the reader go on. */
class Choice extends HTMLElement {
  private tries = 0;

  connectedCallback(): void {
    const form = this.querySelector('form');
    form?.addEventListener('submit', (event) => {
      event.preventDefault();
      const chosen = form.querySelector<HTMLInputElement>('input:checked');
      if (chosen !== null) this.answer(Number(chosen.value));
    });
    // A new choice is not judged by the old one's verdict.
    form?.addEventListener('change', () => this.say('', ''));
  }

  private answer(index: number): void {
    const isRight = index === Number(this.dataset['right']);
    this.tries += 1;
    if (this.classList.contains('predict')) this.reveal(isRight);
    else this.judge(index, isRight);
    const detail: Answered = { isRight, isFirst: this.tries === 1 };
    this.dispatchEvent(new CustomEvent('q-answered', { detail, bubbles: true }));
  }

  private reveal(isRight: boolean): void {
    this.say(isRight ? 'right' : 'wrong', isRight ? 'You predicted it.' : 'It happens otherwise.');
    const details = this.querySelector('details');
    if (details !== null) details.open = true;
    this.dataset['answered'] = '';
  }

  private judge(index: number, isRight: boolean): void {
    const why = this.querySelectorAll('.why')[index]?.innerHTML ?? '';
    this.say(isRight ? 'right' : 'wrong', `<strong>${isRight ? 'Right.' : 'No.'}</strong> ${why}`);
  }

  private say(verdict: string, html: string): void {
    this.dataset['verdict'] = verdict;
    const status = this.querySelector('.verdict');
    if (status !== null) status.innerHTML = html;
  }
}

customElements.define('q-choice', Choice);
