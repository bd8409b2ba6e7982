/** The progress of seeding or of an import. */
export interface SeedProgress {
  /** Places written so far. */
  places: number;
  placesTotal: number;
  /** Title of the event that is being written. */
  title: string;
}
