/** HAProxy before API servers, as kubeadm's guide has it; the recordings were made with it. */
export const kubeadmConfiguration = `\
global
    log stdout format raw local0
    daemon

defaults
    mode                    tcp
    log                     global
    option                  tcplog
    option                  dontlognull
    retries                 3
    timeout connect         5s
    timeout client          30m
    timeout server          30m
    timeout check           5s

frontend apiserver
    bind *:16443
    default_backend apiserverbackend

backend apiserverbackend
    option httpchk

    http-check connect ssl
    http-check send meth GET uri /healthz
    http-check expect status 200

    balance     roundrobin
    default-server inter 2s fall 3 rise 2

    server cp-1 127.0.0.1:7001 check verify none
    server cp-2 127.0.0.1:7002 check verify none
    server cp-3 127.0.0.1:7003 check verify none
`;
