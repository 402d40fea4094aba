import type { LessonWords } from '../words.ts';

export const words: LessonWords = {
  id: 'quorum',
  title: 'Lose a quorum, and get it back',
  summary: 'Three etcd members. Stop one, then two, and watch what a write does.',
  minutes: 15,
  outfit: 'etcd',
  firstTerminal: 'workstation',
  steps: [
    {
      id: 'leader',
      title: 'Find the leader',
      text: 'Ask every member for its status. One of them leads. Note which one, and the term.',
      hints: [
        '`etcdctl` has a command that asks an endpoint for its status.',
        'Use `etcdctl endpoint status`, with `--cluster` to ask every member.',
        'Type `etcdctl endpoint status --cluster -w table`.',
      ],
      solution: ['etcdctl endpoint status --cluster -w table'],
    },
    {
      id: 'write',
      title: 'Write a key with all three up',
      text:
        'Store something, so that there is something to lose. Watch the messages in the ' +
        'picture.',
      hints: [
        'A write is called `put`.',
        '`etcdctl put` takes a key and a value.',
        'Type `etcdctl put course started`.',
      ],
      solution: ['etcdctl put course started'],
    },
    {
      id: 'one-down',
      title: 'Stop one member and write again',
      text:
        'Predict first: does a write still work with two of three? Stop one member. Then ' +
        'write.',
      hints: [
        'etcd is a service of systemd on each etcd machine. Stop it on one of them only.',
        'Use `ssh` to run `systemctl stop etcd` on one machine, then `etcdctl put` from here.',
        'Type `ssh etcd-2 systemctl stop etcd`, then `etcdctl put course one-down`.',
      ],
      solution: ['ssh etcd-2 systemctl stop etcd', 'etcdctl put course one-down'],
    },
    {
      id: 'two-down',
      title: 'Stop a second member and try to write',
      text:
        'One of three is left. Predict: an error at once, a wait, or a success? Stop a second ' +
        'member, write, and let the command end by itself.',
      hints: [
        'Stop etcd on one of the two that still run. Then write as before, and be patient.',
        'After `systemctl stop etcd` on a second machine, the write waits five seconds.',
        'Type `ssh etcd-3 systemctl stop etcd`, then `etcdctl put course two-down`.',
      ],
      solution: ['ssh etcd-3 systemctl stop etcd', 'etcdctl put course two-down'],
    },
    {
      id: 'stale-read',
      title: 'Read from the one that is left',
      text:
        'An ordinary read asks the majority whether it is up to date, so it waits too. Ask the ' +
        'last member for what it has on its own disk.',
      hints: [
        'etcd offers two kinds of read. One of them needs no majority.',
        'The flag is `--consistency`, and the value means serializable.',
        'Type `etcdctl get course --consistency=s`.',
      ],
      solution: ['etcdctl get course --consistency=s'],
    },
    {
      id: 'back',
      title: 'Bring one back',
      text:
        'Start one of the stopped members. As soon as two of three are up they elect a leader, ' +
        'and writes go on. Write once more, then read the key.',
      hints: [
        'What `systemctl` stopped, it can start.',
        'Start etcd on one machine, then write and read without `--consistency`.',
        'Type `ssh etcd-2 systemctl start etcd`, `etcdctl put course back`, `etcdctl get course`.',
      ],
      solution: [
        'ssh etcd-2 systemctl start etcd',
        'etcdctl put course back',
        'etcdctl get course',
      ],
    },
  ],
};
