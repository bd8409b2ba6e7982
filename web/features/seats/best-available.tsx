/** Asks for the best seats there are: how many, where, with which access and attributes. The service chooses and holds them. */
import { type FormEvent, useId, useState } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './best-available.module.css';
import { type BestForm, type BestWish, FIRST_FORM, faultOf, wishOf } from './best-wish.ts';
import { attributesOf, type EventFacts, type Seating } from './seating.ts';
import { Stepper } from './stepper.tsx';

interface BestAvailableProps {
  event: EventFacts;
  seating: Seating;
  /** Access codes unlock ticket types. */
  hasCode: boolean;
  isPending: boolean;
  onHold: (wish: BestWish) => void;
}

export function BestAvailable({ event, seating, hasCode, isPending, onHold }: BestAvailableProps) {
  const { seats: texts } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [form, setForm] = useState<BestForm>({ ...FIRST_FORM, quantity: Math.min(2, event.placesPerHoldMax) });
  const [showsFault, showFault] = useState(false);
  const id = useId();
  const change = (part: Partial<BestForm>): void => setForm({ ...form, ...part });
  const fault = faultOf(form);
  const hasAccess = [...seating.seats.values()].some(({ access }) => access !== undefined);
  const types = (event.prices?.ticketTypes ?? []).filter(({ needsCode }) => !needsCode || hasCode);
  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault();
    showFault(fault !== undefined);
    if (fault === undefined) onHold(wishOf(form));
  };
  return (
    <div className={styles.best}>
      <h2>
        <button
          type="button"
          className={styles.open}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {texts.best.open}
        </button>
      </h2>
      <form id={id} hidden={!isOpen} className={styles.form} aria-label={texts.best.heading} onSubmit={submit}>
        <Stepper
          label={texts.best.quantity}
          value={form.quantity}
          min={1}
          max={event.placesPerHoldMax}
          onChange={quantity => change({ quantity })}
        />
        {types.length > 1 && (
          <TypeCounts types={types} form={form} onChange={counts => change({ types: { ...form.types, ...counts } })} />
        )}
        {seating.sections.length > 1 && (
          <Choice label={texts.best.section} value={form.sectionId} onChange={sectionId => change({ sectionId })}>
            <option value="">{texts.best.anySection}</option>
            {seating.sections.map(section => (
              <option key={section.id} value={section.id}>
                {section.name}
              </option>
            ))}
          </Choice>
        )}
        {[...attributesOf(seating)].map(([name, values]) => (
          <Choice
            key={name}
            label={name}
            value={form.attributes[name] ?? ''}
            onChange={value => change({ attributes: { ...form.attributes, [name]: value } })}
          >
            <option value="">{texts.best.anyValue}</option>
            {values.map(value => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </Choice>
        ))}
        {hasAccess && <Access form={form} onChange={change} />}
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={form.isAdjacent}
            onChange={({ target }) => change({ isAdjacent: target.checked })}
          />
          {texts.best.adjacent}
        </label>
        {showsFault && fault !== undefined && (
          <p role="alert" className={styles.fault}>
            {texts.best.faults[fault]}
          </p>
        )}
        <Button type="submit" isPending={isPending} isWide>
          {texts.best.hold}
        </Button>
      </form>
    </div>
  );
}

type TicketType = NonNullable<NonNullable<EventFacts['prices']>['ticketTypes']>[number];

interface TypeCountsProps {
  types: readonly TicketType[];
  form: BestForm;
  onChange: (counts: Record<string, number>) => void;
}

/** The first type is that of all seats for which no other one is named. */
function TypeCounts({ types: [first, ...others], form, onChange }: TypeCountsProps) {
  const { seats: texts } = useTexts();
  return others.map((type, i) => (
    <Stepper
      key={type.id}
      label={texts.best.typeCount(type.name)}
      hint={i === 0 && first ? texts.best.typesHint(first.name) : undefined}
      value={form.types[type.id] ?? 0}
      max={Math.min(form.quantity, type.placesPerHoldMax ?? form.quantity)}
      onChange={count => onChange({ [type.id]: count })}
    />
  ));
}

function Access({ form, onChange }: { form: BestForm; onChange: (part: Partial<BestForm>) => void }) {
  const { seats: texts } = useTexts();
  return (
    <>
      <Stepper
        label={texts.best.wheelchairs}
        value={form.wheelchairs}
        max={form.quantity}
        onChange={wheelchairs => onChange({ wheelchairs })}
      />
      <Stepper
        label={texts.best.companions}
        hint={texts.best.companionsHint}
        value={form.companions}
        max={form.quantity}
        onChange={companions => onChange({ companions })}
      />
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: React.ReactNode;
}

const Choice = ({ label, value, onChange, children }: ChoiceProps) => (
  <label className={styles.choice}>
    {label}
    <select value={value} onChange={({ target }) => onChange(target.value)}>
      {children}
    </select>
  </label>
);
