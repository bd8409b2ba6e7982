/** The pages of events in German. */
import type { EventsMessages } from '../events.ts';

const places = (count: number): string => `${count} ${count === 1 ? 'Platz' : 'Plätze'}`;

export const EVENTS: EventsMessages = {
  kinds: {
    concert: 'Konzert',
    theatre: 'Theater',
    festival: 'Festival',
    sport: 'Sport',
    conference: 'Konferenz',
    other: 'Veranstaltung',
    flight: 'Flug',
    train: 'Zug',
    bus: 'Bus',
    ferry: 'Fähre',
  },
  heading: 'Veranstaltung finden',
  tabs: { label: 'Arten von Veranstaltungen', all: 'Alle', concert: 'Konzerte', flight: 'Flüge', train: 'Züge' },
  search: {
    label: 'Suche',
    kind: 'Art',
    anyKind: 'Alle Arten',
    text: 'Suchbegriff',
    place: 'Stadt oder Ort',
    from: 'Von',
    to: 'Bis',
    origin: 'Von',
    destination: 'Nach',
    swap: 'Von und Nach tauschen',
    date: 'Datum',
    submit: 'Suchen',
    clear: 'Suche zurücksetzen',
    wrongOrder: 'Dieser Tag liegt vor dem ersten.',
  },
  found: (events, hasMore) =>
    events === 1 && !hasMore
      ? '1 Veranstaltung gefunden'
      : `${hasMore ? 'Mehr als ' : ''}${events} Veranstaltungen gefunden`,
  more: 'Weitere zeigen',
  noMore: 'Das sind alle passenden Veranstaltungen.',
  empty: {
    heading: 'Keine Veranstaltung passt zu Ihrer Suche',
    advice: 'Versuchen Sie es mit weniger Wörtern, einer anderen Stadt oder mehr Tagen.',
    adviceForJourneys: 'Prüfen Sie die Schreibweise, lassen Sie das Datum leer oder geben Sie nur einen der Orte ein.',
    nothingYet: 'Es gibt noch keine Veranstaltungen. Bitte schauen Sie später wieder vorbei.',
  },
  route: (origin, destination) => `${origin} nach ${destination}`,
  duration: (hours, minutes) =>
    [hours > 0 && `${hours}\u00a0Std.`, minutes > 0 && `${minutes}\u00a0Min.`].filter(Boolean).join('\u00a0'),
  dates: count => (count === 1 ? '1 Termin' : `${count} Termine`),
  left: count => (count === 1 ? 'noch 1 Platz frei' : `noch ${count} Plätze frei`),
  status: {
    opens: 'Verkauf ab',
    soldOut: 'Ausverkauft',
    closed: 'Verkauf beendet',
    ended: 'Vorbei',
    departed: 'Schon unterwegs',
    cancelled: 'Abgesagt',
    preparing: 'In Vorbereitung',
  },
  event: {
    back: 'Alle Veranstaltungen',
    notFound: {
      heading: 'Diese Veranstaltung gibt es nicht',
      text: 'Vielleicht ist der Link unvollständig, oder der Veranstalter hat sie entfernt.',
    },
    about: 'Über diese Veranstaltung',
    choose: 'Plätze wählen',
    sales: {
      upcoming: 'Verkaufsbeginn',
      countdown: (days, hours, minutes, seconds) =>
        [days > 0 && `${days} Tg.`, `${hours} Std.`, `${minutes} Min.`, days === 0 && `${seconds} Sek.`]
          .filter(Boolean)
          .join(' '),
      openUntil: 'Im Verkauf bis',
      soldOut:
        'Im Augenblick sind alle Plätze vergeben. Gehaltene Plätze können frei werden: Sehen Sie ruhig noch einmal nach.',
      closed: 'Der Verkauf ist beendet.',
      ended: 'Diese Veranstaltung ist vorbei.',
      departed: 'Diese Reise hat begonnen.',
      cancelled: 'Diese Veranstaltung wurde abgesagt. Alle Buchungen werden erstattet.',
      preparing: 'Diese Veranstaltung wird noch vorbereitet.',
    },
    sections: {
      heading: 'Bereiche und Preise',
      headingOfJourney: 'Klassen und Preise',
      name: 'Bereich',
      price: 'Preis',
      left: 'Frei',
      none: 'keine',
      showAll: count => `Alle ${count} zeigen`,
      showFewer: 'Weniger zeigen',
    },
    types: {
      heading: 'Ticketarten',
      ofPlace: 'der Preis des Platzes',
      share: percent => `${percent} des Platzpreises`,
      fixed: amount => amount,
      onlyIn: sections => `nur in ${sections}`,
      onlyWith: types => `nur zusammen mit ${types}`,
      perHold: count => `höchstens ${count} auf einmal`,
      withCode: 'nur mit einem Code',
    },
    terms: {
      heading: 'Gut zu wissen',
      feePerTicket: (name, amount) => `${name}: ${amount} je Ticket.`,
      feePerBooking: (name, amount) => `${name}: ${amount} je Buchung.`,
      feeKept: 'Sie wird bei einer Stornierung nicht erstattet.',
      ofPrice: percent => `${percent} des Preises`,
      tax: percent => `Die Preise enthalten ${percent} Steuer.`,
      noFees: 'Zu diesen Preisen kommen keine Gebühren hinzu.',
      hold: minutes =>
        minutes === 1
          ? 'Ihre Plätze werden 1 Minute gehalten, während Sie bezahlen.'
          : `Ihre Plätze werden ${minutes} Minuten gehalten, während Sie bezahlen.`,
      perHold: count => `Sie können bis zu ${places(count)} auf einmal wählen.`,
      perCustomer: count => `Jeder Kunde kann höchstens ${places(count)} haben.`,
      verified: 'Sie brauchen ein Konto mit einer bestätigten E-Mail-Adresse.',
      cancelUntil: 'Sie können gegen Erstattung stornieren bis',
      cancelOver: 'Neue Buchungen können nicht mehr storniert werden.',
    },
  },
};
