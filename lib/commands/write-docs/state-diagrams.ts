/** State diagrams of seat, hold, booking and payment, from the tables of verbs in the domain: Mermaid text for docs/states.md. */
import { BOOKING_VERBS, HOLD_VERBS, PAYMENT_VERBS } from '../../domain/claim-lifecycle.ts';
import { PAYMENT_STATES, PAYMENT_WANTED, type PaymentState, type PaymentWanted } from '../../domain/model.ts';
import { nextStepOf } from '../../domain/payment-lifecycle.ts';
import { SEAT_VERBS } from '../../domain/seat-lifecycle.ts';

type Verbs = Record<string, { from?: string | readonly string[]; to: string }>;

export const seatStates = (): string => stateDiagram(SEAT_VERBS, 'available');
export const holdStates = (): string => stateDiagram(HOLD_VERBS);
export const bookingStates = (): string => stateDiagram(BOOKING_VERBS);
export const paymentStates = (): string => stateDiagram(PAYMENT_VERBS);

/** `initial` is the state that no verb creates. States that no verb leaves are final. */
function stateDiagram(verbs: Verbs, initial?: string): string {
  const transitions = Object.entries(verbs).flatMap(([verb, { from, to }]) =>
    [from ?? '[*]'].flat().map(state => ({ from: state, to, verb })),
  );
  const left = new Set(transitions.map(({ from }) => from));
  const final = new Set(transitions.map(({ to }) => to).filter(state => !left.has(state)));
  return mermaid([
    'stateDiagram-v2',
    '  direction LR',
    ...(initial === undefined ? [] : [`  [*] --> ${initial}`]),
    // A note instead of a loop, because the label of a loop would cover those of other arrows.
    ...transitions.map(({ from, to, verb }) =>
      from === to ? `  note left of ${to}: ${verb} leaves it ${to}` : `  ${from} --> ${to}: ${verb}`,
    ),
    ...[...final].map(state => `  ${state} --> [*]`),
  ]);
}

/** The next step, by what is wanted of the payment and by its state. */
export function paymentSteps(): string {
  return [
    `| wanted | ${PAYMENT_STATES.map(state => `\`${state}\``).join(' | ')} |`,
    `|---|${PAYMENT_STATES.map(() => '---').join('|')}|`,
    ...PAYMENT_WANTED.map(wanted => {
      const steps = PAYMENT_STATES.map(state => stepText(wanted, state));
      return `| \`${wanted}\` | ${steps.join(' | ')} |`;
    }),
  ].join('\n');
}

function stepText(wanted: PaymentWanted, state: PaymentState): string {
  const step = nextStepOf({ wanted, state, amount: 1 });
  const withRefund = nextStepOf({ wanted, state, amount: 1, refunds: [{ number: 1, amount: 1, state: 'initiated' }] });
  const text = step === 'none' ? '–' : step;
  return withRefund === step ? text : `${text} (${withRefund} while one is open)`;
}

export const mermaid = (lines: string[]): string => ['```mermaid', ...lines, '```'].join('\n');
