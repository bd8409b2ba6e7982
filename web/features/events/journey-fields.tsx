/** From, to and the day of a journey. The places of journeys on sale are suggested. */
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight } from 'lucide-react';
import { useId, useState } from 'react';
import { read } from '../../api/queries.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { EVENTS_PAGE_SIZE, type Kind, type Search } from './search.ts';
import styles from './search-form.module.css';

export function JourneyFields({ draft, onChange }: { draft: Search; onChange: (changed: Partial<Search>) => void }) {
  const { search } = useTexts().events;
  const [isAsked, ask] = useState(false);
  const { origins, destinations } = usePlaces(draft.kind, isAsked);
  const id = useId();
  const { origin, destination, date } = draft;
  return (
    <>
      <div className={styles.route}>
        <Field
          label={search.origin}
          list={`${id}-from`}
          value={origin}
          maxLength={45}
          onFocus={() => ask(true)}
          onChange={text => onChange({ origin: text })}
        />
        <Button
          look="secondary"
          aria-label={search.swap}
          onPress={() => onChange({ origin: destination, destination: origin })}
        >
          <ArrowLeftRight aria-hidden size={20} />
        </Button>
        <Field
          label={search.destination}
          list={`${id}-to`}
          value={destination}
          maxLength={45}
          onFocus={() => ask(true)}
          onChange={text => onChange({ destination: text })}
        />
      </div>
      <Field label={search.date} type="date" value={date} onChange={day => onChange({ date: day })} />
      <Suggestions id={`${id}-from`} names={origins} />
      <Suggestions id={`${id}-to`} names={destinations} />
    </>
  );
}

const Suggestions = ({ id, names }: { id: string; names: string[] }) => (
  <datalist id={id}>
    {names.map(name => (
      <option key={name} value={name} />
    ))}
  </datalist>
);

/** Read once a field is used. */
function usePlaces(kind: Kind | '', isAsked: boolean): { origins: string[]; destinations: string[] } {
  const query = { limit: EVENTS_PAGE_SIZE, ...(kind && { kind }) };
  const { data } = useQuery({ ...read('list-events', { query }), enabled: isAsked });
  const routes = (data?.items ?? []).flatMap(({ route }) => route ?? []);
  const all = (names: string[]): string[] => [...new Set(names)].sort();
  return { origins: all(routes.map(route => route.origin)), destinations: all(routes.map(route => route.destination)) };
}
