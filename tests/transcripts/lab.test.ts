import { LabDriver } from './lab-driver.ts';
import { testTranscripts } from './script.ts';

testTranscripts('Lab transcripts', new URL('lab/', import.meta.url), () => {
  const driver = new LabDriver();
  return (line) => driver.run(line);
});
