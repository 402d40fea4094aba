/** Plain text in which backticks mark code. */
export default function CodeText({ text }: { text: string }) {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 0 ? part : <code>{part}</code>))}</>
  );
}
