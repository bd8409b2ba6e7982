/** Judges whether a stage can be deployed, and says what to do if it cannot. Pure. */
import { type Stage, settingsOf } from '../../infra/stage.ts';
import { unreadableFormat } from '../../local/format-notice.ts';

/** The state of the account before a deployment. */
export interface AccountState {
  account: string;
  region: string;
  /** Version of `cdk bootstrap`; undefined if it never ran. */
  bootstrapVersion?: number | undefined;
  /** CloudFormation's status of the stack; undefined if there is none. */
  stackStatus?: string | undefined;
  /** Settings of the last deployment; undefined if they are not known. */
  settings?: Record<string, string> | undefined;
  /** Concurrency limit of the account; undefined without the permission to read it. */
  concurrencyMax?: number | undefined;
  /** The format of the stage's table; undefined without a table, or without the permission to read it. */
  tableFormat?: number | undefined;
}

export interface Readiness {
  /** Problems to be solved first. */
  obstacles: string[];
  /** Information that does not prevent the deployment. */
  remarks: string[];
}

/** The version that the templates of aws-cdk-lib require. */
const BOOTSTRAP_VERSION_MIN = 6;
/** A new account has 10, which five buyers and the background functions would use up. */
const CONCURRENCY_MIN = 100;

/** `given` are the settings that were named for this deployment: their changes are intended. */
export function readinessOf(
  stage: Stage,
  stack: string,
  { account, region, bootstrapVersion, stackStatus, settings, concurrencyMax, tableFormat }: AccountState,
  given: ReadonlySet<string> = new Set(),
): Readiness {
  const readiness: Readiness = { obstacles: [], remarks: [] };
  const place = `aws://${account}/${region}`;
  if (bootstrapVersion === undefined) {
    readiness.obstacles.push(
      `The account ${account} is not prepared for the CDK in the Region ${region}. If this is the right Region, ` +
        `run: npx cdk bootstrap ${place} — otherwise set AWS_REGION.`,
    );
  } else if (bootstrapVersion < BOOTSTRAP_VERSION_MIN) {
    readiness.obstacles.push(
      `The CDK bootstrap here has version ${bootstrapVersion}, but ${BOOTSTRAP_VERSION_MIN} is needed. Run: npx cdk bootstrap ${place}`,
    );
  }
  const unreadable = tableFormat !== undefined && unreadableFormat(`The table of ${stack}`, tableFormat);
  if (unreadable) readiness.obstacles.push(unreadable);
  const { obstacle, remark } = adviceOn(stackStatus, stack);
  if (obstacle) readiness.obstacles.push(obstacle);
  if (remark) readiness.remarks.push(remark);
  for (const change of changesOf(settings, settingsOf(stage), given)) {
    readiness.obstacles.push(`${stack} was deployed with ${change} Give it again, or add --new-settings to change it.`);
  }
  if (concurrencyMax !== undefined && concurrencyMax < CONCURRENCY_MIN) {
    const advice =
      `This account lets ${concurrencyMax} functions run at once in ${region}, and every request needs one. Ask for 1000: aws ` +
      'service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000';
    const isEnough = stage.isTestStage;
    if (isEnough) readiness.remarks.push(advice);
    else readiness.obstacles.push(`${advice} — or add --low-quota to deploy anyway.`);
  }
  return readiness;
}

/** A setting that is left out gets the default of the stage: payments would end, or alarms reach no one, without a warning. */
function changesOf(
  before: Record<string, string> = {},
  now: Record<string, string>,
  given: ReadonlySet<string>,
): string[] {
  return Object.entries(before)
    .filter(([name, value]) => !given.has(name) && now[name] !== undefined && now[name] !== value && value !== '')
    .map(([name, value]) => `-c ${name}=${value}, but this deployment has ${now[name] || 'no value for it'}.`);
}

/** Advice for the statuses of CloudFormation that need any. A stack in any other status can be updated. */
function adviceOn(status: string | undefined, stack: string): { obstacle?: string; remark?: string } {
  if (status === undefined || status === 'REVIEW_IN_PROGRESS') return { remark: `${stack} is a new stack.` };
  if (status.endsWith('_IN_PROGRESS')) {
    return {
      obstacle: `A deployment of ${stack} is in progress (${status}). Wait until it has ended, and try again.`,
    };
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return {
      obstacle:
        `The last deployment of ${stack} failed, and so did its rollback. Nothing can be deployed before the rollback is completed: ` +
        `aws cloudformation continue-update-rollback --stack-name ${stack}`,
    };
  }
  if (status === 'ROLLBACK_FAILED' || status === 'DELETE_FAILED') {
    return {
      obstacle: `${stack} could not be removed (${status}). Run: aws cloudformation delete-stack --stack-name ${stack}`,
    };
  }
  if (status === 'ROLLBACK_COMPLETE') {
    return { remark: `The first deployment of ${stack} failed and was rolled back. This one starts anew.` };
  }
  if (status === 'UPDATE_ROLLBACK_COMPLETE') {
    return { remark: `The last deployment of ${stack} failed and was rolled back. The stack runs as before it.` };
  }
  return {};
}
