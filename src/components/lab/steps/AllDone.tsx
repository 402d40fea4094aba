/** After the last step: where to go from here. */
export default function AllDone({ next }: { next?: { href: string; label: string } | undefined }) {
  return (
    <div class="q-step">
      <p>The cluster is yours: break it in ways that the steps did not ask for.</p>
      <p class="q-row">
        <a href="#_top">Back to the text</a>
        {next !== undefined && <a href={next.href}>Next: {next.label}</a>}
      </p>
    </div>
  );
}
