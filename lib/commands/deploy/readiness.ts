/** Whether a stage can be deployed as things stand, in the words of whoever has to do something about it. Pure. */
import { type Stage, settingsOf } from '../../infra/stage.ts';

/** What the account says before a deployment. */
export interface Surroundings {
  account: string;
  region: string;
  /** Of what `cdk bootstrap` made; undefined where it never ran. */
  bootstrapVersion?: number | undefined;
  /** CloudFormation's status of the stack; undefined where there is none. */
  stackStatus?: string | undefined;
  /** What it was deployed with last, by setting; undefined where nobody knows. */
  settings?: Record<string, string> | undefined;
  /** How many functions may run at once in the account; undefined where nobody may ask. */
  concurrencyMax?: number | undefined;
}

export interface Readiness {
  /** Any of these must be put right first. */
  obstacles: string[];
  /** Worth knowing, and no obstacle. */
  remarks: string[];
}

/** What aws-cdk-lib writes into each template as the least that it can be deployed with. */
const BOOTSTRAP_VERSION_MIN = 6;
/** Accounts begin with 10: five buyers and the background work would use them up. */
const CONCURRENCY_MIN = 100;

/** `said` are the settings that somebody wrote down for this deployment: what they changed, they meant. */
export function readinessOf(
  stage: Stage,
  stack: string,
  { account, region, bootstrapVersion, stackStatus, settings, concurrencyMax }: Surroundings,
  said: ReadonlySet<string> = new Set(),
): Readiness {
  const readiness: Readiness = { obstacles: [], remarks: [] };
  const place = `aws://${account}/${region}`;
  if (bootstrapVersion === undefined) {
    readiness.obstacles.push(
      `The account ${account} is not prepared for the CDK in the Region ${region}. If that is the Region you mean, ` +
        `run: npx cdk bootstrap ${place} — else set AWS_REGION.`,
    );
  } else if (bootstrapVersion < BOOTSTRAP_VERSION_MIN) {
    readiness.obstacles.push(
      `What cdk bootstrap made here is of version ${bootstrapVersion}, and ${BOOTSTRAP_VERSION_MIN} is needed. Run: npx cdk bootstrap ${place}`,
    );
  }
  const { obstacle, remark } = adviceOn(stackStatus, stack);
  if (obstacle) readiness.obstacles.push(obstacle);
  if (remark) readiness.remarks.push(remark);
  for (const change of changesOf(settings, settingsOf(stage), said)) {
    readiness.obstacles.push(`${stack} was deployed with ${change} Say it again, or --new-settings if that is meant.`);
  }
  if (concurrencyMax !== undefined && concurrencyMax < CONCURRENCY_MIN) {
    const said =
      `This account lets ${concurrencyMax} functions run at once in ${region}, and every request under way is one. Ask for 1000: aws ` +
      'service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000';
    const isEnough = stage.isTestStage;
    if (isEnough) readiness.remarks.push(said);
    else readiness.obstacles.push(`${said} — or deploy all the same with --low-quota.`);
  }
  return readiness;
}

/** A setting that is left out falls back to the stage's own: payments would end, or alarms reach nobody, without a word. */
function changesOf(
  before: Record<string, string> = {},
  now: Record<string, string>,
  said: ReadonlySet<string>,
): string[] {
  return Object.entries(before)
    .filter(([name, value]) => !said.has(name) && now[name] !== undefined && now[name] !== value && value !== '')
    .map(([name, value]) => `-c ${name}=${value}, and this says ${now[name] || 'nothing of it'}.`);
}

/** What CloudFormation's statuses ask of people. Any that is not here can be updated. */
function adviceOn(status: string | undefined, stack: string): { obstacle?: string; remark?: string } {
  if (status === undefined || status === 'REVIEW_IN_PROGRESS') return { remark: `${stack} is new here.` };
  if (status.endsWith('_IN_PROGRESS')) {
    return {
      obstacle: `A deployment of ${stack} is under way (${status}): wait for its end, and try again.`,
    };
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return {
      obstacle:
        `The last deployment of ${stack} failed, and so did taking it back. Nothing can be deployed until that is done: ` +
        `aws cloudformation continue-update-rollback --stack-name ${stack}`,
    };
  }
  if (status === 'ROLLBACK_FAILED' || status === 'DELETE_FAILED') {
    return {
      obstacle: `${stack} was to be removed, and could not be (${status}): aws cloudformation delete-stack --stack-name ${stack}`,
    };
  }
  if (status === 'ROLLBACK_COMPLETE') {
    return { remark: `The first deployment of ${stack} failed and was taken back: this one begins anew.` };
  }
  if (status === 'UPDATE_ROLLBACK_COMPLETE') {
    return { remark: `The last deployment of ${stack} failed and was taken back: it runs as it did before that.` };
  }
  return {};
}
