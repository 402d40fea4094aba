interface Props {
  count: number;
  next?: { href: string; label: string } | undefined;
}

export default function AllDone({ count, next }: Props) {
  return (
    <div class="q-done">
      <p>
        <strong>All {count} steps are done.</strong> The cluster is yours: break it in ways that the
        steps did not ask for.
      </p>
      <p class="q-row">
        <a href="#_top">Back to the text</a>
        {next !== undefined && <a href={next.href}>Next: {next.label}</a>}
      </p>
    </div>
  );
}
