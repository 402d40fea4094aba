import { FigureDriver } from './figure-driver.ts';
import { testTranscripts } from './script.ts';

testTranscripts('Figures of the built site', new URL('figures/', import.meta.url), () => {
  const driver = new FigureDriver();
  return (line) => driver.run(line);
});
