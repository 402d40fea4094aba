// The figures of the chapters, as a browser sets them: every word is large enough to be read, stays
// inside its drawing, and lies under nothing.
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';

/** As small as the small letters of the drawings may get on a phone. Units: CSS pixels. */
const LETTERS_MIN_PX = 8.5;

for (const address of ['/quorum/', '/stacked/']) {
  for (const width of [390, 1_000, 1_400]) {
    test(`${address} has figures to read at ${width} pixels`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(address);
      const figures = page.locator('figure.figure').getByRole('img');
      await expect(figures).not.toHaveCount(0);
      for (const figure of await figures.all()) {
        await figure.scrollIntoViewIfNeeded();
        expect(await findFlaws(figure)).toEqual([]);
      }
    });
  }
}

function findFlaws(figure: Locator): Promise<string[]> {
  return figure.evaluate((svg, lettersMinPx) => {
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / (svg as SVGSVGElement).viewBox.baseVal.width;
    const boxOf = (element: Element): DOMRect => element.getBoundingClientRect();
    const covers = (one: DOMRect, other: DOMRect): boolean =>
      one.left < other.right - 1 &&
      other.left < one.right - 1 &&
      one.top < other.bottom - 1 &&
      other.top < one.bottom - 1;
    // The height of a line is more than that of its letters, which stand in its middle.
    const lettersOf = (text: Element): DOMRect => {
      const { x, y, width, height } = boxOf(text);
      return new DOMRect(x, y + height * 0.2, width, height * 0.6);
    };

    const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent !== '');
    const marks = [...svg.querySelectorAll('.tip, .cross, .disc')];
    return texts.flatMap((text, index) => {
      const own = lettersOf(text);
      const size = Number.parseFloat(getComputedStyle(text).fontSize) * scale;
      const isOut = own.left < frame.left || own.right > frame.right || own.bottom > frame.bottom;
      const over = [
        ...texts.slice(index + 1).filter((other) => covers(own, lettersOf(other))),
        ...marks.filter((mark) => covers(own, boxOf(mark))),
      ];
      return [
        ...(size < lettersMinPx ? [`${text.textContent}: ${size} px`] : []),
        ...(isOut ? [`${text.textContent}: outside`] : []),
        ...over.map((one) => `${text.textContent}: under ${one.textContent || one.classList}`),
      ];
    });
  }, LETTERS_MIN_PX);
}
