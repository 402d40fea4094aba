/** Exit codes of etcdctl. Source: etcd pkg/cobrautl/error.go */
export const EXIT = {
  error: 1,
  badConnection: 2,
  invalidInput: 3,
  badFeature: 4,
  interrupted: 5,
  badArgs: 128,
} as const;

/** A command that can't go on: what it says and its exit code. */
export class Failure {
  readonly message: string;
  readonly code: number;

  constructor(message: string, code: number = EXIT.error) {
    this.message = message;
    this.code = code;
  }
}

/** A mistake that etcdctl itself has not thought of: Go ends it. */
export class Panic extends Failure {
  constructor(message: string) {
    super(message, 2);
  }
}
