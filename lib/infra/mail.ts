/**
 * The mail of a stage. With a sender (`-c mailFrom`) SES sends it: the identity of the sender's domain, a configuration set that reports
 * mails that come back, and a rule that brings these reports to their queue. A test stage without a sender keeps mails in a mailbox. A
 * production stage without one sends none.
 */
import { Annotations, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ConfigurationSet, EmailIdentity, EmailSendingEvent, EventDestination, Identity } from 'aws-cdk-lib/aws-ses';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { VARIABLES } from '../deployment/variables.ts';
import { domainOf as domainOfAddress, parseMailSender } from '../domain/mail-sender.ts';
import { createDeadLetterQueue } from './queues.ts';
import type { Stage } from './stage.ts';

/** The ways in which a mail comes back. */
const RETURNS = [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT];
/** All reports are one group: they are few, and the worker does not depend on their order. */
const GROUP = 'returns';

export class SendingMail extends Construct {
  readonly hasMailbox: boolean;
  readonly #stage: Stage;
  readonly #configuration?: ConfigurationSet;

  constructor(scope: Construct, id: string, { stage, returns }: { stage: Stage; returns: Queue }) {
    super(scope, id);
    this.#stage = stage;
    this.hasMailbox = stage.isTestStage && !stage.mailFrom;
    if (stage.mailFrom) this.#configuration = createConfiguration(this, stage, returns);
    else if (!stage.isTestStage) {
      Annotations.of(this).addWarningV2(
        'holdfast:no-mail',
        'This stage sends no mail: buyers get no tickets by mail, and nobody can reset a password. Set "-c mailFrom", see docs/mail.md.',
      );
    }
  }

  /** The statements of the workers that send mail. */
  statements(): PolicyStatement[] {
    if (!this.#configuration) return [];
    const stack = Stack.of(this);
    const identity = stack.formatArn({
      service: 'ses',
      resource: 'identity',
      resourceName: domainOf(this.#stage.mailFrom),
    });
    const configuration = stack.formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.#configuration.configurationSetName,
    });
    return [
      // A message that is given as a whole needs both actions.
      new PolicyStatement({ actions: ['ses:SendEmail', 'ses:SendRawEmail'], resources: [identity, configuration] }),
      // The rate of the account. SES has no resource for it.
      new PolicyStatement({ actions: ['ses:GetAccount'], resources: ['*'] }),
    ];
  }

  /** The variables of the workers that send mail. */
  variables(): Record<string, string> {
    return {
      ...(this.#stage.mailFrom && { [VARIABLES.mailFrom]: this.#stage.mailFrom }),
      ...(this.#configuration && { [VARIABLES.mailConfiguration]: this.#configuration.configurationSetName }),
    };
  }
}

function createConfiguration(scope: SendingMail, stage: Stage, returns: Queue): ConfigurationSet {
  const configuration = new ConfigurationSet(scope, 'Configuration', { reputationMetrics: true });
  // For reports that EventBridge cannot bring to the queue.
  const deadLetterQueue = createDeadLetterQueue(new Construct(scope, 'mail-returns'), 'DeadLetters');
  const bus = EventBus.fromEventBusName(scope, 'DefaultBus', 'default');
  configuration.addEventDestination('Returns', { destination: EventDestination.eventBus(bus), events: RETURNS });
  new Rule(scope, 'ReturnsRule', {
    description: `Holdfast ${stage.name}: mails that came back`,
    eventBus: bus,
    eventPattern: {
      source: ['aws.ses'],
      detail: { mail: { tags: { 'ses:configuration-set': [configuration.configurationSetName] } } },
    },
    targets: [new SqsQueue(returns, { messageGroupId: GROUP, deadLetterQueue })],
  });
  if (stage.mailIdentity === 'own') createIdentity(scope, stage, configuration);
  return configuration;
}

/** The identity of the sender's domain, with its three records for DKIM as outputs. */
function createIdentity(scope: SendingMail, { mailFrom, removal }: Stage, configurationSet: ConfigurationSet): void {
  const identity = new EmailIdentity(scope, 'Identity', {
    identity: Identity.domain(domainOf(mailFrom)),
    configurationSet,
  });
  identity.applyRemovalPolicy(removal === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
  for (const [i, { name, value }] of identity.dkimRecords.entries()) {
    new CfnOutput(Stack.of(scope), `MailRecord${i + 1}`, {
      value: `${name} CNAME ${value}`,
      description: 'Add it to the DNS of the domain: see docs/mail.md',
    });
  }
}

function domainOf(mailFrom: string): string {
  const sender = parseMailSender(mailFrom);
  if ('fault' in sender) throw new Error(`the sender ${sender.fault}`);
  return domainOfAddress(sender.email);
}
