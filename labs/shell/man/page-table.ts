/** One page: what a program is for, how it is called, and what of it the lab has. */
export interface Page {
  readonly section: 1 | 8;
  readonly what: string;
  readonly synopsis: readonly string[];
  readonly modelled: string;
}

const page = (
  section: 1 | 8,
  what: string,
  synopsis: string | readonly string[],
  modelled: string,
): Page => ({
  section,
  what,
  synopsis: typeof synopsis === 'string' ? [synopsis] : synopsis,
  modelled,
});

/** The lab's own pages, by name. */
export const pages: Readonly<Record<string, Page>> = {
  bash: page(
    1,
    'the shell',
    ['bash', "bash -c 'LINE'", 'bash FILE'],
    'Pipes, redirections, jobs, functions, loops, case, here-documents, arithmetic, history with ^R. Neither aliases nor arrays.',
  ),
  cat: page(1, 'print files', 'cat [-n] [FILE...]', 'The options that number and show characters.'),
  crictl: page(
    1,
    'ask the container runtime of this machine',
    [
      'crictl ps [-a] [-q] [--name NAME]',
      'crictl pods',
      'crictl logs [-f] [-p] [--tail N] CONTAINER',
      'crictl inspect CONTAINER',
      'crictl stop CONTAINER',
      'crictl images',
    ],
    'It works without the API server, and on this machine only. exec, run and rm are missing.',
  ),
  curl: page(
    1,
    'send one HTTP request',
    'curl [-k] [-s] [-S] [-i] [-v] [-f] [-X METHOD] [-H HEADER] [-d DATA] [--cacert FILE] [--cert FILE --key FILE] [-m SECONDS] [-o FILE] [-w FORMAT] URL',
    'HTTP with and without TLS, watches line by line, the exit codes for what fails on the way.',
  ),
  date: page(
    1,
    'print the time of the lab',
    'date [-u] [+FORMAT]',
    'The time of the lab, which may run faster than yours.',
  ),
  etcdctl: page(
    1,
    'speak with etcd',
    [
      'etcdctl get|put|del KEY',
      'etcdctl txn',
      'etcdctl watch KEY',
      'etcdctl member list',
      'etcdctl endpoint status|health|hashkv',
      'etcdctl move-leader ID',
      'etcdctl lease grant|revoke|keep-alive|timetolive|list',
      'etcdctl lock|elect NAME',
      'etcdctl compact REVISION',
      'etcdctl defrag',
      'etcdctl alarm list|disarm',
      'etcdctl snapshot save FILE',
      'etcdctl user|role|auth ...',
    ],
    'ETCDCTL_ENDPOINTS and --endpoints say which members are asked; -w table|json|simple|fields how it prints. What is missing says so.',
  ),
  etcdutl: page(
    1,
    'work on the files of etcd',
    [
      'etcdutl snapshot status FILE',
      'etcdutl snapshot restore FILE --data-dir FOLDER',
      'etcdutl version',
    ],
    'Snapshots that etcdctl has saved. What is missing says so.',
  ),
  find: page(
    1,
    'look for files',
    'find [PATH...] [-name PATTERN] [-type f|d] [-exec COMMAND ;]',
    'Tests by name, kind, size and time.',
  ),
  grep: page(
    1,
    'print lines that match',
    'grep [-E] [-i] [-v] [-n] [-c] [-o] [-r] PATTERN [FILE...]',
    'Basic and extended patterns, context lines.',
  ),
  head: page(
    1,
    'print the beginning of files',
    'head [-n LINES] [-c BYTES] [FILE...]',
    'Both options.',
  ),
  journalctl: page(
    1,
    'read the journal of this machine',
    'journalctl [-u UNIT] [-f] [-n LINES] [-b] [--since TIME] [-o FORMAT]',
    'What units wrote since the machine was installed; the journal is bounded.',
  ),
  jq: page(
    1,
    'pick JSON apart',
    'jq [-r] [-c] [-e] [-s] [-n] [-S] [--arg NAME VALUE] FILTER [FILE...]',
    'Paths, pipes, select, map, sorting and grouping, strings, if, reduce. Assignments (=, |=, del) and def are missing.',
  ),
  kill: page(
    1,
    'send a signal to processes',
    'kill [-SIGNAL] PID...',
    'The usual signals; -STOP freezes a process and -CONT lets it go on.',
  ),
  kubectl: page(
    1,
    'speak with the API server',
    [
      'kubectl get TYPE [NAME...] [-A] [-n NAMESPACE] [-o wide|yaml|json|name|jsonpath=…] [-w]',
      'kubectl describe TYPE [NAME]',
      'kubectl create configmap|namespace NAME',
      'kubectl create|apply|delete -f FILE',
      'kubectl delete TYPE NAME',
      'kubectl label|annotate TYPE NAME KEY=VALUE',
      'kubectl cordon|uncordon NODE',
      'kubectl get --raw PATH',
      'kubectl config view|get-contexts|use-context',
      'kubectl version|cluster-info|api-resources|api-versions',
    ],
    'The kinds that the lab has: nodes, pods, namespaces, leases, configmaps, events. --kubeconfig, KUBECONFIG or ~/.kube/config say whom to ask; -v=6 shows the requests.',
  ),
  ls: page(
    1,
    'list files',
    'ls [-l] [-a] [-t] [-r] [-h] [-1] [-R] [PATH...]',
    'The usual options.',
  ),
  man: page(
    1,
    'read a page of this manual',
    ['man NAME', 'man -k WORD'],
    'Short pages of the lab about what of each program is modelled, not the pages of the real programs.',
  ),
  nano: page(
    1,
    'edit a file on the whole screen',
    'nano [+LINE] [FILE...]',
    'Typing, arrows, page keys; ^O writes, ^X leaves, ^K cuts, ^U pastes, ^W searches, ^C says where you are. Undo and replace are missing.',
  ),
  pgrep: page(
    1,
    'find processes by name',
    ['pgrep [-f] [-a] PATTERN', 'pkill [-SIGNAL] PATTERN', 'pidof NAME'],
    'By name and by command line.',
  ),
  ps: page(
    1,
    'list processes',
    'ps [aux|-ef] [-p PID] [-o COLUMNS]',
    'Processes of this machine; processor time and memory are not modelled.',
  ),
  reboot: page(
    8,
    'start the machine again',
    ['reboot', 'poweroff', 'shutdown now'],
    'In good order, unlike a loss of power.',
  ),
  sed: page(
    1,
    'edit a stream',
    "sed [-n] [-E] [-i] 'SCRIPT' [FILE...]",
    'Addresses, s, d, p, a, i, c, y, n, q, the hold space, branches.',
  ),
  sleep: page(1, 'wait', 'sleep DURATION', 'Time of the lab.'),
  sort: page(
    1,
    'sort lines',
    'sort [-n] [-r] [-u] [-h] [-V] [-k FIELD] [-t CHAR] [FILE...]',
    'The usual keys and orders.',
  ),
  ssh: page(
    1,
    'log in to another machine',
    ['ssh [USER@]MACHINE', 'ssh MACHINE COMMAND'],
    'Between the machines of the lab, without a password, over the network that can be cut.',
  ),
  systemctl: page(
    1,
    'steer the units of this machine',
    'systemctl start|stop|restart|status|enable|disable|is-active|kill|show|cat|list-units|daemon-reload [UNIT...]',
    'Services of this machine.',
  ),
  tail: page(
    1,
    'print the end of files',
    'tail [-n LINES] [-f] [FILE...]',
    'Following with -f and -F.',
  ),
  timeout: page(
    1,
    'end a command after a while',
    'timeout [-s SIGNAL] [-k DURATION] DURATION COMMAND',
    'Time of the lab.',
  ),
  watch: page(
    1,
    'run a command again and again',
    'watch [-n SECONDS] [-d] [-t] [-g] COMMAND',
    'Ends with ^C.',
  ),
};
