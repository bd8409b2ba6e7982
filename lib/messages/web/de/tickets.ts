/** Tickets in German. */
import type { TicketsMessages } from '../tickets.ts';

export const TICKETS: TicketsMessages = {
  heading: 'Ihre Tickets',
  list: 'Tickets, nebeneinander',
  previous: 'Vorheriges Ticket',
  next: 'Nächstes Ticket',
  code: ticket => `QR-Code von ${ticket}`,
  status: { valid: 'Gültig', redeemed: 'Benutzt', void: 'Ungültig' },
  redeemed: 'Dieses Ticket wurde am Einlass benutzt.',
  void: 'Dieses Ticket ist ungültig. Niemand wird damit eingelassen.',
  noCode: 'Dieses Ticket hat zurzeit keinen Code.',
  awake: 'Der Bildschirm bleibt an, solange Sie ein Ticket zeigen.',
  asOf: time => `Im Augenblick besteht keine Verbindung. Ihre Tickets haben den Stand: ${time}.`,
  offlineCode: 'Die Codes gelten am Einlass auch ohne Verbindung.',
  notKept:
    'Diese Buchung wurde auf diesem Gerät noch nicht geöffnet. Ohne Verbindung kann sie daher nicht gezeigt werden.',
  onlyKept: 'Im Augenblick besteht keine Verbindung. Diese Buchungen haben Sie auf diesem Gerät schon einmal geöffnet.',
  reissue: {
    start: 'Neuen Code anfordern',
    heading: 'Neuen Code für dieses Ticket anfordern?',
    text: 'Tun Sie das, wenn Sie Ihr Telefon verloren haben oder jemand anderes Ihren Code hat. Der alte Code ist sofort ungültig: auch auf Papier, in E-Mails und in PDF-Dateien.',
    confirm: 'Alten Code ungültig machen',
    keep: 'Code behalten',
    done: 'Das Ticket hat einen neuen Code. Der alte ist ungültig.',
    redeemed: 'Dieses Ticket wurde am Einlass benutzt. Daher bekommt es keinen neuen Code.',
    tooMany: 'Diese Buchung hatte schon zu viele neue Codes. Bitte schreiben Sie dem Veranstalter.',
  },
};
