import type { Answered } from './choice.ts';

/** Counts, once every question has been tried, how many were right at the first try. */
class Quiz extends HTMLElement {
  private tried = 0;
  private right = 0;

  connectedCallback(): void {
    this.addEventListener('q-answered', (event) => {
      const { isFirst, isRight } = (event as CustomEvent<Answered>).detail;
      if (!isFirst) return;
      this.tried += 1;
      if (isRight) this.right += 1;
      if (this.tried === Number(this.dataset['count'])) this.tell();
    });
  }

  private tell(): void {
    const score = this.querySelector('.score');
    if (score === null) return;
    score.textContent = `${this.right} of ${this.tried} right at the first try.`;
  }
}

customElements.define('q-quiz', Quiz);
