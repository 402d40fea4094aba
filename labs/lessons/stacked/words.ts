import type { LessonWords } from '../words.ts';

export const words: LessonWords = {
  id: 'stacked',
  title: 'Lose a part of a stacked control plane',
  summary:
    'Three control-plane machines behind a balancer, and two workers. Lose a member, an API ' +
    'server, a machine, and then one machine too many.',
  minutes: 25,
  outfit: 'kubernetes',
  firstTerminal: 'workstation',
  steps: [
    {
      id: 'look',
      title: 'See who is there',
      text:
        'List the nodes, then the pods of `kube-system`. Each control-plane machine runs an API ' +
        'server, an etcd member and a controller manager. They are static pods: its own kubelet ' +
        'started them from files.',
      hints: [
        '`kubectl get` lists objects. Nodes and pods are two kinds of them.',
        'Pods live in namespaces. The flag `-n` names one.',
        'Type `kubectl get nodes`, then `kubectl get pods -n kube-system`.',
      ],
      solution: ['kubectl get nodes', 'kubectl get pods -n kube-system'],
    },
    {
      id: 'member',
      title: 'Lose one etcd member',
      text:
        'Move the manifest of one member away: its kubelet stops the pod. Predict what ' +
        'happens to the API server on the same machine. Wait until the balancer has ' +
        'noticed, then list the nodes.',
      hints: [
        'Manifests lie in `/etc/kubernetes/manifests` on each control-plane machine.',
        'Use `ssh` and `mv` to take `etcd.yaml` out of that folder. Give the balancer 20 seconds.',
        'Type `ssh cp-2 mv /etc/kubernetes/manifests/etcd.yaml /root/`, `sleep 20`, and then ' +
          '`kubectl get nodes`.',
      ],
      solution: [
        'ssh cp-2 mv /etc/kubernetes/manifests/etcd.yaml /root/',
        'sleep 20',
        'kubectl get nodes',
      ],
    },
    {
      id: 'member-back',
      title: 'Bring the member back',
      text:
        'Put the manifest back. The member catches up, its API server turns ready, and the ' +
        'balancer takes it in again. The API server may need a restart or two on the way.',
      hints: [
        'What was moved away can be moved back.',
        'Move `etcd.yaml` back into the folder, wait, then list the nodes.',
        'Type `ssh cp-2 mv /root/etcd.yaml /etc/kubernetes/manifests/`, `sleep 60`, and then ' +
          '`kubectl get nodes`.',
      ],
      solution: [
        'ssh cp-2 mv /root/etcd.yaml /etc/kubernetes/manifests/',
        'sleep 60',
        'kubectl get nodes',
      ],
    },
    {
      id: 'server',
      title: 'Lose one API server',
      text:
        'Now the other half: stop an API server and leave its etcd member alone. Does etcd lose ' +
        'a vote? List the nodes while it is gone.',
      hints: [
        'An API server is a static pod too, with a manifest beside that of etcd.',
        'Move `kube-apiserver.yaml` away on one machine, give the balancer 10 seconds, then list.',
        'Type `ssh cp-1 mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/`, `sleep 10`, ' +
          'and then `kubectl get nodes`.',
      ],
      solution: [
        'ssh cp-1 mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/',
        'sleep 10',
        'kubectl get nodes',
        'ssh cp-1 mv /root/kube-apiserver.yaml /etc/kubernetes/manifests/',
        'sleep 20',
      ],
    },
    {
      id: 'machine',
      title: 'Lose a machine',
      text:
        'Bring back all that you stopped. Then take the power from one control-plane machine, in ' +
        'the picture. How long does the cluster take to notice? List the nodes now, and again ' +
        'after a good minute.',
      hints: [
        'Click a machine in the picture, or press Enter on it: its menu has the power button.',
        'A node is called NotReady when the controller manager has not heard of it for 50 seconds.',
        'Power `cp-3` off in the picture, type `sleep 75`, then `kubectl get nodes`.',
      ],
      solution: [{ kind: 'power-off', machine: 'cp-3' }, 'sleep 75', 'kubectl get nodes'],
    },
    {
      id: 'two-machines',
      title: 'Lose a second machine',
      text:
        'One machine of three is left. Predict what `kubectl` says, and what happens to the ' +
        'workers. Take the power from a second machine, wait until the balancer has seen it, ' +
        'and ask.',
      hints: [
        'etcd has one member of three left. The first chapter tells what that means.',
        'Power a second control-plane machine off, wait 20 seconds, then list the nodes.',
        'Power `cp-2` off in the picture, type `sleep 20`, then `kubectl get nodes`.',
      ],
      solution: [{ kind: 'power-off', machine: 'cp-2' }, 'sleep 20', 'kubectl get nodes'],
    },
    {
      id: 'back',
      title: 'Bring both back',
      text:
        'Switch both machines on. Nobody has to repair anything: kubelets start their static ' +
        'pods, members join, the balancer finds its servers. List the nodes once all is well.',
      hints: [
        'The same menu that took the power gives it back.',
        'Power both machines on and wait a minute or two: the clock has a button for that.',
        'Power `cp-2` and `cp-3` on in the picture, type `sleep 90`, then `kubectl get nodes`.',
      ],
      solution: [
        { kind: 'power-on', machine: 'cp-2' },
        { kind: 'power-on', machine: 'cp-3' },
        'sleep 90',
        'kubectl get nodes',
      ],
    },
  ],
};
