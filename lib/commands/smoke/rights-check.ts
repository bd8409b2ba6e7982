/** Asks IAM's policy simulator whether each function has exactly the rights on the tables that rights.ts says. One check for each function. */
import { type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Check } from './checks.ts';
import { NotSupported } from './checks.ts';

/** The actions that one function may and may not perform on one table or index. */
export interface Expectation {
  resource: string;
  allowed: readonly string[];
  denied: readonly string[];
}

export interface FunctionRights {
  name: string;
  roleArn: string;
  expected: readonly Expectation[];
}

type Simulator = Pick<IAMClient, 'send'>;

export const rightsChecks = (iam: Simulator, functions: readonly FunctionRights[]): Check[] =>
  functions.map(({ name, roleArn, expected }) => ({
    name: `the rights of ${name}`,
    async run() {
      const wrong: string[] = [];
      for (const { resource, allowed, denied } of expected) {
        const decisions = await decisionsOn(iam, roleArn, resource, [...allowed, ...denied]);
        for (const action of allowed)
          if (decisions.get(action) !== 'allowed') wrong.push(`may not ${action} on ${shortOf(resource)}`);
        for (const action of denied)
          if (decisions.get(action) === 'allowed') wrong.push(`may ${action} on ${shortOf(resource)}`);
      }
      if (wrong.length > 0) throw new Error(wrong.join(', '));
      return undefined;
    },
  }));

const shortOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

/** IAM answers few simulations a second; the SDK retries with a longer pause each time. */
async function decisionsOn(
  iam: Simulator,
  PolicySourceArn: string,
  resource: string,
  ActionNames: string[],
): Promise<Map<string, string>> {
  const decisions = new Map<string, string>();
  let Marker: string | undefined;
  do {
    const command = new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames,
      ResourceArns: [resource],
      ...(Marker && { Marker }),
    });
    const answer = await iam.send(command).catch(refuse);
    for (const { EvalActionName = '', EvalDecision = '' } of answer.EvaluationResults ?? []) {
      decisions.set(EvalActionName, EvalDecision);
    }
    Marker = answer.IsTruncated ? answer.Marker : undefined;
  } while (Marker);
  return decisions;
}

function refuse({ name, message }: Error): never {
  if (/AccessDenied|InvalidAction|NotImplemented|UnknownOperation/.test(name)) {
    throw new NotSupported(`the policy simulator cannot be asked (${message})`);
  }
  throw Object.assign(new Error(message), { name });
}
