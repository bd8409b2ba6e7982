/** Texts of the page on which visitors choose places, and of holding them. */
export interface SeatsMessages {
  heading: string;
  back: string;
  map: {
    label: string;
    zoomIn: string;
    zoomOut: string;
    whole: string;
    left: string;
    right: string;
    up: string;
    down: string;
  };
  legend: {
    heading: string;
    prices: string;
    priceHint: string;
    allPrices: string;
    accessible: string;
    available: string;
    selected: string;
    held: string;
    booked: string;
    blocked: string;
    lost: string;
  };
  sections: {
    heading: string;
    hint: string;
    free(count: number): string;
    none: string;
    showAll(count: number): string;
    keys: string;
    earlierRows: string;
    laterRows: string;
    noMatches: string;
  };
  seat: {
    status: Readonly<Record<'available' | 'held' | 'booked' | 'blocked', string>>;
    selected: string;
    lost: string;
    access: Readonly<Record<'wheelchair' | 'companion', string>>;
    notFree(seat: string): string;
    added(seat: string, count: number): string;
    removed(seat: string, count: number): string;
  };
  areas: {
    heading: string;
    count(area: string, type?: string): string;
    more(name: string): string;
    less(name: string): string;
  };
  best: {
    heading: string;
    open: string;
    quantity: string;
    section: string;
    anySection: string;
    adjacent: string;
    wheelchairs: string;
    companions: string;
    companionsHint: string;
    anyValue: string;
    typeCount(type: string): string;
    typesHint(type: string): string;
    hold: string;
    faults: Readonly<Record<'access' | 'companions' | 'types', string>>;
  };
  chosen: {
    heading: string;
    empty: string;
    count(count: number): string;
    most(count: number): string;
    type(place: string): string;
    remove(place: string): string;
    clear: string;
    total: string;
    calculating: string;
    withoutFees: string;
    hold: string;
    holding: string;
    details: string;
    /** The rules of a ticket type. */
    onlyWith(type: string, others: string): string;
    atMost(type: string, count: number): string;
    left(type: string, count: number): string;
  };
  code: {
    label: string;
    apply: string;
    remove: string;
    inUse(code: string): string;
    needsSignIn: string;
    unlocks: string;
  };
  gone: { few(seats: string): string; many(count: number): string };
  own: { text(count: number): string; open: string };
  signIn: {
    heading: string;
    intro: string;
    signIn: string;
    register: string;
    guest: string;
    guestHint: string;
    name: string;
    email: string;
    send: string;
    sent(email: string): string;
    missing: string;
  };
  refused: {
    lost(seats: string): string;
    goOn: string;
    price(total: string): string;
    customerMax(count: number): string;
    sendMail: string;
    mailSent: string;
    opens(time: string): string;
    closed: string;
    areaLeft(area: string, count: number): string;
    typeLeft(type: string, count: number): string;
    tooMany(count: number): string;
    withoutCode: string;
    notAdjacent: string;
    noneLikeThat: string;
    journeys: string;
  };
  sale: { upcoming(time: string): string; closed: string; cancelled: string; preparing: string; soldOut: string };
}
