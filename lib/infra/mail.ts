/**
 * The mail of a stage. With a sender (`-c mailFrom`) SES sends it: the identity of the sender's domain, a configuration set that reports
 * mails that come back, and a rule that gives these reports to their function. A test stage without a sender keeps mails in a mailbox. A
 * production stage without one sends none.
 */
import { Annotations, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ConfigurationSet, EmailIdentity, EmailSendingEvent, EventDestination, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { VARIABLES } from '../deployment/variables.ts';
import { domainOf as domainOfAddress, parseMailSender } from '../domain/mail-sender.ts';
import type { Stage } from './stage.ts';

/** The ways in which a mail comes back. */
const RETURNS = [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT];

export class SendingMail extends Construct {
  readonly hasMailbox: boolean;
  readonly #stage: Stage;
  readonly #configuration?: ConfigurationSet;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#stage = stage;
    this.hasMailbox = stage.isTestStage && !stage.mailFrom;
    if (stage.mailFrom) this.#configuration = createConfiguration(this, stage);
    else if (!stage.isTestStage) {
      Annotations.of(this).addWarningV2(
        'holdfast:no-mail',
        'This stage sends no mail: buyers get no tickets by mail, and nobody can reset a password. Set "-c mailFrom", see docs/mail.md.',
      );
    }
  }

  /** Has the function get the reports of mails that came back. */
  reportReturnsTo(target: IRuleTarget): void {
    if (!this.#configuration) return;
    new Rule(this, 'ReturnsRule', {
      description: `Holdfast ${this.#stage.name}: mails that came back`,
      eventBus: defaultBus(this, 'ReturnsBus'),
      eventPattern: {
        source: ['aws.ses'],
        detail: { mail: { tags: { 'ses:configuration-set': [this.#configuration.configurationSetName] } } },
      },
      targets: [target],
    });
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

function createConfiguration(scope: SendingMail, stage: Stage): ConfigurationSet {
  const configuration = new ConfigurationSet(scope, 'Configuration', { reputationMetrics: true });
  const destination = EventDestination.eventBus(defaultBus(scope, 'DefaultBus'));
  configuration.addEventDestination('Returns', { destination, events: RETURNS });
  if (stage.mailIdentity === 'own') createIdentity(scope, stage, configuration);
  return configuration;
}

/** SES reports to this bus alone. */
const defaultBus = (scope: Construct, id: string) => EventBus.fromEventBusName(scope, id, 'default');

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
