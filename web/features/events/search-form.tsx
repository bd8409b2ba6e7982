/** The search: words, a city and days; for journeys two places and a day. */
import { useState } from 'react';
import type { FieldErrors } from '../../api/field-errors.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Select } from '../../ui/select.tsx';
import { JourneyFields } from './journey-fields.tsx';
import { isEmptySearch, isJourney, KINDS, type Kind, type Search } from './search.ts';
import styles from './search-form.module.css';

/** The kinds that have a link of their own above the form. */
const OWN_TABS: readonly (Kind | '')[] = ['concert', 'flight', 'train'];

export function SearchForm({ search, onSearch }: { search: Search; onSearch: (search: Search) => void }) {
  const texts = useTexts().events;
  const [draft, setDraft] = useDraft(search);
  const [errors, setErrors] = useState<FieldErrors>({});
  const change = (changed: Partial<Search>): void => setDraft({ ...draft, ...changed });
  const submit = (): void => {
    const isWrong = !isJourney(draft.kind) && draft.from !== '' && draft.to !== '' && draft.to < draft.from;
    setErrors(isWrong ? { to: texts.search.wrongOrder } : {});
    if (!isWrong) onSearch(draft);
  };
  return (
    <search>
      <Form errors={errors} onSubmit={submit} label={texts.search.label}>
        <div className={styles.fields}>
          {!OWN_TABS.includes(search.kind) && (
            <KindField kind={draft.kind} onChange={kind => onSearch({ ...draft, kind })} />
          )}
          {isJourney(draft.kind) ? (
            <JourneyFields draft={draft} onChange={change} />
          ) : (
            <EventFields draft={draft} errors={errors} onChange={change} />
          )}
        </div>
        <div className={styles.actions}>
          <Button type="submit">{texts.search.submit}</Button>
          {!isEmptySearch(search) && (
            <ButtonLink look="quiet" to={search.kind === '' ? '/events' : `/events?kind=${search.kind}`}>
              {texts.search.clear}
            </ButtonLink>
          )}
        </div>
      </Form>
    </search>
  );
}

/** The fields as typed, replaced when the address has another search, as after "back". */
function useDraft(search: Search): [Search, (draft: Search) => void] {
  const address = JSON.stringify(search);
  const [state, setState] = useState({ address, draft: search });
  if (state.address !== address) setState({ address, draft: search });
  return [state.draft, draft => setState({ address, draft })];
}

function KindField({ kind, onChange }: { kind: Kind | ''; onChange: (kind: Kind | '') => void }) {
  const { kinds, search } = useTexts().events;
  const options = [{ value: '', text: search.anyKind }, ...KINDS.map(value => ({ value, text: kinds[value] }))];
  return <Select label={search.kind} options={options} value={kind} onChange={value => onChange(value as Kind | '')} />;
}

interface EventFieldsProps {
  draft: Search;
  errors: FieldErrors;
  onChange: (changed: Partial<Search>) => void;
}

function EventFields({ draft, errors, onChange }: EventFieldsProps) {
  const { search } = useTexts().events;
  return (
    <>
      <Field label={search.text} type="search" value={draft.q} maxLength={60} onChange={q => onChange({ q })} />
      <Field
        label={search.place}
        type="search"
        value={draft.place}
        maxLength={40}
        onChange={place => onChange({ place })}
      />
      <Field label={search.from} type="date" value={draft.from} onChange={from => onChange({ from })} />
      <Field label={search.to} type="date" value={draft.to} error={errors.to} onChange={to => onChange({ to })} />
    </>
  );
}
