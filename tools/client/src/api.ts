/** Generated from docs/openapi.json by `npm run openapi`: the types of all operations, and their addresses. */

export interface components {
    schemas: {
        Acceptance: {
            /** @description as it was returned to the owner, or as the link of the mail has it */
            token: string;
        };
        AcceptedPayment: {
            /** @description for the browser, where the gateway wants to ask the customer something first */
            clientSecret?: string;
            paymentId: string;
            /**
             * @description a booking has another status
             * @constant
             */
            status: "pending";
        };
        /** @description The account cannot be deleted yet. */
        AccountIsNeededProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "account-is-needed";
            /**
             * @description `administrator`, `events` or `members`
             * @enum {string}
             */
            for: "administrator" | "events" | "members";
            /** @description id */
            organizationId?: string;
            /** @enum {integer} */
            status: 409;
        };
        /** @description The ticket has admitted a person, who is inside. */
        AlreadyAdmittedProblem: components["schemas"]["Problem"] & {
            /** @description `at`, `scannedAt`, `gate?` and `device?` of the scan that admitted the person */
            admission: {
                /**
                 * Format: date-time
                 * @description when the scan was stored
                 */
                at: string;
                /** @description the name of the device */
                device?: string;
                /** @description the id of the gate */
                gate?: string;
                /**
                 * Format: date-time
                 * @description when the device scanned the code
                 */
                scannedAt: string;
            };
            /** @enum {string} */
            code: "already-admitted";
            /** @enum {integer} */
            status: 409;
        };
        /** @description The account is a member of the organization already. */
        AlreadyMemberProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "already-member";
            /** @enum {integer} */
            status: 409;
        };
        /** @description The area does not have that many places left. */
        AreaSoldOutProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "area-sold-out";
            /** @description list of `areaId`, `available` and `reason` (`sold-out`) */
            conflicts: {
                areaId: string;
                available: number;
                /** @constant */
                reason: "sold-out";
            }[];
            /** @enum {integer} */
            status: 409;
        };
        Availability: {
            /** Format: date-time */
            asOf: string;
            available: number;
            blocked: number;
            booked: number;
            held: number;
            sections: {
                available: number;
                blocked: number;
                booked: number;
                held: number;
                id: string;
                total: number;
            }[];
            /** @description the ticket types with a maximum: `total` is that maximum, and `blocked` are places that an edit is taking away */
            ticketTypes?: {
                available: number;
                blocked: number;
                booked: number;
                held: number;
                id: string;
                total: number;
            }[];
            total: number;
        };
        /** @description E-mail or password is wrong. */
        BadCredentialsProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "bad-credentials";
            /** @enum {integer} */
            status: 401;
        };
        Block: {
            /** @description why the organizer has blocked it */
            note?: string;
            /**
             * @description organizer: the organizer may sell the place again; edit: an edit that ended the sales or is not finished has blocked it
             * @enum {string}
             */
            owner: "organizer" | "edit";
            seatId: components["schemas"]["SeatId"];
            /**
             * @description a hold or a booking with an access code has the seat; it is blocked again when that ends
             * @enum {string}
             */
            unlocked?: "held" | "booked";
        } | {
            areaId: string;
            /** @description why the organizer has blocked it */
            note?: string;
            /**
             * @description organizer: the organizer may sell the place again; edit: an edit that ended the sales or is not finished has blocked it
             * @enum {string}
             */
            owner: "organizer" | "edit";
            quantity: number;
        };
        BookedTicket: {
            /** @description what its QR code shows; only for the owner, and absent if the ticket is void or the event was cancelled */
            code?: string;
            id: string;
            place: components["schemas"]["TicketPlace"];
            /** @enum {string} */
            status: "valid" | "redeemed" | "void";
            /** @description the ticket type, such as child; absent if the ticket has none */
            type?: {
                id: string;
                name: string;
            };
            /** @description from 1; each new code of the ticket raises it, and makes the earlier codes void */
            version: number;
        };
        BookedTickets: {
            bookingId: string;
            eventId: string;
            tickets: components["schemas"]["BookedTicket"][];
        };
        Booking: {
            /**
             * Format: date-time
             * @description the deadline of the owner, with the event as it is now; absent if the booking or its event is cancelled: then there is no deadline
             */
            cancellableUntil?: string;
            /** @description of the booking or parts of it, in their order; absent if there are none */
            cancellations?: components["schemas"]["BookingCancellation"][];
            /** Format: date-time */
            cancelledAt?: string;
            /** @description the promo or access code, in upper case */
            code?: string;
            /** Format: date-time */
            confirmedAt: string;
            /** @description as it is now; in the response to the payment, and if the event was deleted, as it was sold */
            event: {
                /** @description the facts of the event that differ from those at the sale of this booking, in this order; absent if none does */
                changedSince?: ("title" | "venue" | "startsAt" | "endsAt" | "status")[];
                /**
                 * Format: date-time
                 * @description when doors open now; not in the response to the payment, and absent if the event was deleted
                 */
                doorsAt?: string;
                /** Format: date-time */
                endsAt: string;
                /** Format: date-time */
                startsAt: string;
                /**
                 * @description scheduled: it takes place, even if its sales have ended; absent if the event was deleted
                 * @enum {string}
                 */
                status?: "scheduled" | "cancelled";
                /** @description the current zone of the event; absent if the event was deleted */
                timeZone?: string;
                title: string;
                venue?: string;
            };
            eventId: string;
            id: string;
            /** @description the part of the total that the cancellations so far do not return; present if `lines` is */
            kept?: components["schemas"]["Money"];
            /** @description the lines of the total, as they were when the places were priced; absent without ticket types, fees, taxes and a code */
            lines?: components["schemas"]["TotalLine"][];
            /** @description the other booked journeys of the customer at the same time: an edit can move an event onto another journey. Only of a confirmed journey that has not ended; empty if there are none */
            overlappingJourneys?: {
                /** Format: date-time */
                endsAt: string;
                eventId: string;
                /** Format: date-time */
                startsAt: string;
            }[];
            /** @description absent where the total is 0; refunds of parts do not change its state, and it stays captured if fees of a cancelled booking are kept */
            payment?: {
                id: string;
                /** @enum {string} */
                state: "initiated" | "authorised" | "captured" | "declined" | "voided" | "refunded";
            };
            /** @description all places that were booked, also those that are cancelled */
            places: ({
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description the name of its row; absent once the seat is no longer in the layout */
                row?: string;
                /** @description its number in the row, or its label once it is no longer in the layout */
                seat: string;
                seatId: components["schemas"]["SeatId"];
                /** @description the name of its section, or its id once the section is gone */
                section: string;
                /** @description one for a seat, one for each place of an area; the ticket of a cancelled place is void and keeps its number */
                tickets: components["schemas"]["Ticket"][];
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            } | {
                areaId: string;
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of the area, or its id once the area is gone */
                name: string;
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description of places with this type, price and discount */
                quantity: number;
                /** @description one for a seat, one for each place of an area; the ticket of a cancelled place is void and keeps its number */
                tickets: components["schemas"]["Ticket"][];
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            })[];
            /** @description a code that people can read out. New references have no 0, O, 1, I, L or U. Two bookings may have the same reference */
            reference: string;
            /** @description only of a cancelled booking: the sum of all refunds */
            refund?: components["schemas"]["Refund"];
            /** @description the sum of all refunds, also of those that are not made yet */
            refunded: components["schemas"]["Money"];
            /** @description one for each cancellation that returns money, in their order */
            refunds: components["schemas"]["NumberedRefund"][];
            sellerTaxNumber?: string;
            /** @enum {string} */
            status: "confirmed" | "cancelled";
            /** @description the taxes in what is kept, by rate; absent if the seller has named none */
            taxes?: components["schemas"]["TaxLine"][];
            /** @description the price of all places that were booked, with the fees */
            total: components["schemas"]["Money"];
        };
        BookingCancellation: {
            /** @description what it returns: the prices of their places, and the fees that are returned */
            amount: components["schemas"]["Money"];
            /** Format: date-time */
            at: string;
            /**
             * @description organizer: a member of the event's organization, or an administrator; system: the payment was taken back
             * @enum {string}
             */
            by: "customer" | "organizer" | "system";
            /** @description the fees that are not returned; absent if there are none */
            feesKept?: components["schemas"]["Money"];
            reason?: string;
            /** @description the tax in the amount, by rate; absent if the sale names none */
            taxes?: {
                gross: components["schemas"]["Money"];
                percent: number;
                tax: components["schemas"]["Money"];
            }[];
            /** @description the tickets that it made void */
            tickets: string[];
        };
        /** @description The booking was cancelled. */
        BookingCancelledProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "booking-cancelled";
            /** @enum {integer} */
            status: 409;
        };
        /** @description There is no such booking. */
        BookingNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "booking-not-found";
            /** @enum {integer} */
            status: 404;
        };
        /** @description Some of the places are cancelled already. */
        BookingPlacesCancelledProblem: components["schemas"]["Problem"] & {
            /** @description list of `areaId`, `type` if the request names it, and `left`, the places that the booking still has */
            areas?: {
                areaId: string;
                /** @description places that the booking still has */
                left: number;
                type?: string;
            }[];
            /** @enum {string} */
            code: "booking-places-cancelled";
            /** @description list of ids */
            seatIds?: string[];
            /** @enum {integer} */
            status: 409;
            /** @description list of ids */
            ticketIds?: string[];
        };
        /** @description The service is too busy just now. */
        BusyProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "busy";
            /** @description as in the header `Retry-After` */
            retryAfterSeconds: number;
            /** @enum {integer} */
            status: 503;
        };
        Cancellation: {
            booking: components["schemas"]["Booking"];
            /**
             * @description only of a dry run: nothing has changed, and `booking` is as the cancellation would leave it
             * @constant
             */
            isPreview?: true;
            /** @description what this cancellation returns */
            refund: components["schemas"]["Refund"];
        };
        /** @description The booking cannot be cancelled any more. */
        CancellationClosedProblem: components["schemas"]["Problem"] & {
            /**
             * Format: date-time
             * @description time
             */
            closedAt: string;
            /** @enum {string} */
            code: "cancellation-closed";
            /** @enum {integer} */
            status: 409;
        };
        /** @description More places than that are held or booked. */
        CapacityBelowSoldProblem: components["schemas"]["Problem"] & {
            /** @description id */
            areaId?: string;
            /** @description number */
            blocked?: number;
            /** @enum {string} */
            code: "capacity-below-sold";
            /** @description number */
            sold: number;
            /** @enum {integer} */
            status: 409;
            /** @description id of a ticket type, instead of `areaId` */
            ticketType?: string;
        };
        CheckIn: {
            /**
             * Format: date-time
             * @description when it was stored
             */
            at: string;
            device?: string;
            /** @enum {string} */
            direction: "in" | "out";
            /** @description the id of the gate */
            gate?: string;
            /**
             * @description a supervisor admitted the person
             * @constant
             */
            isReadmission?: true;
            /**
             * @description admitted: let the person in; left: the person may come in again
             * @enum {string}
             */
            outcome: "admitted" | "left";
            place: components["schemas"]["TicketPlace"];
            /** @description of its booking */
            reference: string;
            /**
             * Format: date-time
             * @description when the device scanned the code; `at` if its time is not known
             */
            scannedAt: string;
            ticketId: string;
            /** @description the ticket type, such as child; absent if the ticket has none */
            type?: {
                id: string;
                name: string;
            };
        };
        CheckInCounts: {
            /**
             * Format: date-time
             * @description scans of the last seconds may be missing
             */
            asOf: string;
            eventId: string;
            /** @description those of the event in their order, then others that have scans */
            gates: {
                /** @description null: scans without a gate */
                gate: string | null;
                /** @description scans that admitted a person */
                in: number;
                /** @description absent if the event has no such gate now */
                name?: string;
                /** @description scans of people who left */
                out: number;
                /** @description duplicates and void tickets */
                refused: number;
            }[];
            /** @description scans that admitted a person */
            in: number;
            /** @description one person a ticket, however often it was admitted */
            inside: number;
            /** @description scans of people who left */
            out: number;
            /** @description duplicates and void tickets */
            refused: number;
        };
        Code: {
            /** Format: date-time */
            closesAt?: string;
            /** @description its text, in capitals and without spaces and hyphens */
            code: string;
            /** Format: date-time */
            createdAt: string;
            discount?: {
                percent: number;
            } | {
                amount: components["schemas"]["Money"];
                /** @enum {string} */
                per: "ticket" | "booking";
            };
            /** Format: date-time */
            endedAt?: string;
            note?: string;
            /** Format: date-time */
            opensAt?: string;
            placesPerUseMax?: number;
            /** @description sections and areas whose prices it lowers */
            sections?: string[];
            /**
             * @description over: its time has passed, or it was ended
             * @enum {string}
             */
            status: "upcoming" | "open" | "over";
            /** @description whose prices it lowers. A type that the event has no more is without effect */
            types?: string[];
            unlocks?: {
                seats?: string[];
                sections?: string[];
                types?: string[];
            };
            /** @description now; only of a code with usesMax */
            uses?: {
                booked: number;
                /** @description by holds that are live */
                held: number;
                left: number;
            };
            usesMax?: number;
            usesPerCustomerMax?: number;
        };
        CodeChanges: {
            /** @description it cannot be used from this time on; null: never */
            closesAt?: string | null;
            /** @description of later holds; null: none */
            discount?: ({
                percent: number;
            } | {
                /** @description minor units */
                amount: number;
                /** @enum {string} */
                per: "ticket" | "booking";
            }) | null;
            /** @description null: none */
            note?: string | null;
            /** @description null: at once */
            opensAt?: string | null;
            /** @description the places of one hold whose prices it lowers: the dearest ones; default: all, also with null */
            placesPerUseMax?: number | null;
            /** @description sections and areas whose prices it lowers; default: all, also with null */
            sections?: string[] | null;
            /** @description whose prices it lowers; default: all, also with null */
            types?: components["schemas"]["TicketTypeId"][] | null;
            /** @description for later holds; null: nothing */
            unlocks?: {
                /** @description seats that the organizer blocks */
                seats?: components["schemas"]["SeatId"][];
                /** @description sections with seats: all their seats that the organizer blocks */
                sections?: string[];
                /** @description ticket types that are sold only with a code */
                types?: components["schemas"]["TicketTypeId"][];
            } | null;
            /** @description holds and bookings that may use it at a time: not less than before, and only if they are counted */
            usesMax?: number;
            /** @description the same, of one customer; null: any number */
            usesPerCustomerMax?: number | null;
        };
        /** @description A customer may not use the code that often. */
        CodeLimitReachedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "code-limit-reached";
            /** @enum {integer} */
            status: 409;
            /** @description number */
            usesMax: number;
        };
        /** @description The event has no such code. */
        CodeNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "code-not-found";
            /** @enum {integer} */
            status: 422;
        };
        /** @description The code cannot be used for this request now. */
        CodeNotUsableProblem: components["schemas"]["Problem"] & {
            /**
             * Format: date-time
             * @description time
             */
            closedAt?: string;
            /** @enum {string} */
            code: "code-not-usable";
            /**
             * Format: date-time
             * @description time
             */
            opensAt?: string;
            /**
             * @description `upcoming`, `over` or `not-applicable`
             * @enum {string}
             */
            reason: "upcoming" | "over" | "not-applicable";
            /** @enum {integer} */
            status: 409;
        };
        /** @description The event has such a code already. */
        CodeTakenProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "code-taken";
            /** @description list of codes */
            codes: string[];
            /** @enum {integer} */
            status: 409;
        };
        /** @description All uses of the code are taken. */
        CodeUsedUpProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "code-used-up";
            /** @enum {integer} */
            status: 409;
        };
        CookieSession: {
            accessToken: string;
            /** @description seconds of the access token's life */
            expiresIn: number;
            /** @constant */
            tokenType: "Bearer";
            user: components["schemas"]["User"];
        };
        CreatedCodes: {
            /** @description the texts, in capitals and without spaces and hyphens, in the order of the request */
            codes: string[];
        };
        CreatedInvitation: {
            /** Format: date-time */
            createdAt: string;
            email: string;
            /** Format: date-time */
            expiresAt: string;
            id: string;
            /** @description the owner or administrator who invites */
            invitedBy: string;
            /** @enum {string} */
            role: "owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor";
            /** @description give it to the invited person; it is not shown again */
            token: string;
        };
        Credentials: {
            /**
             * Format: idn-email
             * @description An international domain is stored in its ASCII form, so it must have one. In that form, the address has at most 254 characters, each label of the domain at most 63.
             */
            email: string;
            password: string;
        };
        /** @description That is more places than one customer may have of this event. */
        CustomerLimitReachedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "customer-limit-reached";
            /** @description number */
            placesMax: number;
            /** @description number */
            placesTaken?: number;
            /** @enum {integer} */
            status: 409;
        };
        DayOfSales: {
            /** @description places of bookings that were confirmed, also without a price */
            booked: number;
            /** @description of booked places */
            cancelled: number;
            /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
            captured: components["schemas"]["Money"];
            /**
             * Format: date
             * @description of the purchase, the cancellation, the capture or the refund, by the clocks of the event's time zone
             */
            day: string;
            /** @description absent if there are none */
            fees?: {
                /** @description what the gateway took */
                captured: components["schemas"]["Money"];
                id: string;
                /** @description absent if it was removed from the event, and in days */
                name?: string;
                /** @description what of it was given back */
                returned: components["schemas"]["Money"];
                /** @description what is kept, also of cancelled places */
                revenue: components["schemas"]["Money"];
            }[];
            /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
            returned: components["schemas"]["Money"];
            /** @description net: captured less returned */
            revenue: components["schemas"]["Money"];
            /** @description the sections for which something changed on the day */
            sections: {
                /** @description places of bookings that were confirmed, also without a price */
                booked: number;
                /** @description of booked places */
                cancelled: number;
                /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
                captured: components["schemas"]["Money"];
                id: string;
                /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
                returned: components["schemas"]["Money"];
                /** @description net: captured less returned */
                revenue: components["schemas"]["Money"];
                /** @description booked less cancelled. In total: the places with valid tickets. Of a day it may be negative */
                sold: number;
                /** @description the places with a ticket type; absent if there are none */
                types?: {
                    /** @description places of bookings that were confirmed, also without a price */
                    booked: number;
                    /** @description of booked places */
                    cancelled: number;
                    /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
                    captured: components["schemas"]["Money"];
                    id: string;
                    /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
                    returned: components["schemas"]["Money"];
                    /** @description net: captured less returned */
                    revenue: components["schemas"]["Money"];
                    /** @description booked less cancelled. In total: the places with valid tickets. Of a day it may be negative */
                    sold: number;
                }[];
            }[];
            /** @description booked less cancelled. In total: the places with valid tickets. Of a day it may be negative */
            sold: number;
            /** @description the prices and fees that include a tax, by rate; absent if there are none */
            taxes?: {
                /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
                captured: components["schemas"]["Money"];
                percent: number;
                /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
                returned: components["schemas"]["Money"];
                /** @description net: captured less returned */
                revenue: components["schemas"]["Money"];
                /** @description the tax in these amounts. It is rounded for each booking, and all returns of a booking together return its whole tax */
                tax: {
                    /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
                    captured: components["schemas"]["Money"];
                    /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
                    returned: components["schemas"]["Money"];
                    /** @description net: captured less returned */
                    revenue: components["schemas"]["Money"];
                };
            }[];
        };
        DemoCustomers: {
            items: {
                accessToken: string;
                email: string;
            }[];
        };
        Door: {
            eventId: string;
            /** @description none: every device admits all tickets */
            gates: {
                areas?: string[];
                id: string;
                name: string;
                sections?: string[];
            }[];
            /** @description with `since`: more has changed, so ask again at once with the new `since` */
            hasMore: boolean;
            /** @description for the next page; with `since` always null */
            nextCursor: string | null;
            /** @description on the first page: the signed list of void tickets, as read-revocations gives it */
            revocations?: string;
            /** @description for the next request, once all pages are read; the same on all of them */
            since: string;
            /**
             * @description cancelled: no ticket of the event is valid
             * @enum {string}
             */
            status: "preparing" | "published" | "closed" | "cancelled";
            /** @description all tickets of some bookings, also void ones. A ticket may be listed again, later and as it is then */
            tickets: components["schemas"]["DoorTicket"][];
        };
        /** @description The doors are not open yet. */
        DoorsNotOpenProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "doors-not-open";
            /**
             * Format: date-time
             * @description time
             */
            opensAt: string;
            /** @enum {integer} */
            status: 409;
        };
        DoorTicket: {
            id: string;
            /** @description the person has come in and not left */
            isInside: boolean;
            place: components["schemas"]["TicketPlace"];
            /** @enum {string} */
            status: "valid" | "redeemed" | "void";
            /** @description the ticket type, such as child; absent if the ticket has none */
            type?: {
                id: string;
                name: string;
            };
            /** @description of the code that is valid. A code with a lower one is void */
            version: number;
        };
        EditPreview: {
            /** @description confirmed bookings that the edit would cancel and refund: all of them with `status: cancelled`, otherwise none */
            bookingsCancelled: number;
            /** @description confirmed bookings whose owners may cancel until the start because of the edit, and only until the closing time without it: after the edit the event has not begun, and the venue differs from the one at the sale, or the start differs by 15 minutes or more */
            bookingsGainingCancellation: number;
            cancellationClosesMinutes: number;
            /** @description all confirmed bookings; absent if the edit neither moves nor cancels the event: then they are not counted */
            confirmedBookings?: number;
            currency: string;
            /** @description lines of plain text; lists do not show it */
            description?: string;
            /**
             * Format: date-time
             * @description when doors open, or boarding begins
             */
            doorsAt?: string;
            /** Format: date-time */
            endsAt: string;
            /** @description the entrances of the venue; lists do not show them */
            gates?: {
                /** @description the areas whose tickets it admits; without sections and areas it admits all tickets of the event */
                areas?: string[];
                id: string;
                name: string;
                /** @description the sections with seats whose tickets it admits */
                sections?: string[];
            }[];
            holdSeconds: number;
            id: string;
            /** @description the https address of a picture */
            imageUrl?: string;
            /** @description false: some bookings are not counted, because there are too many for one request, or because they are too new */
            isCountComplete: boolean;
            /** @enum {string} */
            kind: "concert" | "theatre" | "festival" | "sport" | "conference" | "other" | "flight" | "train" | "bus" | "ferry";
            /** @description the organization to which the event belongs */
            organizationId: string;
            placesPerCustomerMax?: number;
            placesPerHoldMax: number;
            /** @description ticket types, price tiers, fees and taxes; lists do not show them. Absent: each place has the price of its section */
            prices?: components["schemas"]["Prices"];
            /**
             * @description only customers with a verified e-mail address may hold places; absent: the stage decides
             * @constant
             */
            requiresVerifiedEmail?: true;
            route?: {
                destination: string;
                origin: string;
            };
            /** Format: date-time */
            salesCloseAt: string;
            /** Format: date-time */
            salesOpenAt?: string;
            sections: {
                attributes?: {
                    [key: string]: string;
                };
                capacity: number;
                id: string;
                /** @enum {string} */
                kind: "seated" | "area";
                name: string;
                /** @description minor units of the event's currency */
                price: number;
            }[];
            service?: {
                carrier: string;
                number: string;
            };
            /** Format: date-time */
            startsAt: string;
            /** @enum {string} */
            status: "preparing" | "upcoming" | "open" | "closed" | "cancelled";
            /** @description the IANA zone of the venue, or of the place of departure */
            timeZone: string;
            title: string;
            venue?: string;
        };
        /** @description Only customers with a verified e-mail address may hold these places. */
        EmailNotVerifiedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "email-not-verified";
            /** @enum {integer} */
            status: 403;
        };
        /** @description The e-mail address is already registered. */
        EmailTakenProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "email-taken";
            /** @enum {integer} */
            status: 409;
        };
        Event: {
            cancellationClosesMinutes: number;
            currency: string;
            /** @description lines of plain text; lists do not show it */
            description?: string;
            /**
             * Format: date-time
             * @description when doors open, or boarding begins
             */
            doorsAt?: string;
            /** Format: date-time */
            endsAt: string;
            /** @description the entrances of the venue; lists do not show them */
            gates?: {
                /** @description the areas whose tickets it admits; without sections and areas it admits all tickets of the event */
                areas?: string[];
                id: string;
                name: string;
                /** @description the sections with seats whose tickets it admits */
                sections?: string[];
            }[];
            holdSeconds: number;
            id: string;
            /** @description the https address of a picture */
            imageUrl?: string;
            /** @enum {string} */
            kind: "concert" | "theatre" | "festival" | "sport" | "conference" | "other" | "flight" | "train" | "bus" | "ferry";
            /** @description the organization to which the event belongs */
            organizationId: string;
            placesPerCustomerMax?: number;
            placesPerHoldMax: number;
            /** @description ticket types, price tiers, fees and taxes; lists do not show them. Absent: each place has the price of its section */
            prices?: components["schemas"]["Prices"];
            /**
             * @description only customers with a verified e-mail address may hold places; absent: the stage decides
             * @constant
             */
            requiresVerifiedEmail?: true;
            route?: {
                destination: string;
                origin: string;
            };
            /** Format: date-time */
            salesCloseAt: string;
            /** Format: date-time */
            salesOpenAt?: string;
            sections: {
                attributes?: {
                    [key: string]: string;
                };
                capacity: number;
                id: string;
                /** @enum {string} */
                kind: "seated" | "area";
                name: string;
                /** @description minor units of the event's currency */
                price: number;
            }[];
            service?: {
                carrier: string;
                number: string;
            };
            /** Format: date-time */
            startsAt: string;
            /** @enum {string} */
            status: "preparing" | "upcoming" | "open" | "closed" | "cancelled";
            /** @description the IANA zone of the venue, or of the place of departure */
            timeZone: string;
            title: string;
            venue?: string;
        };
        EventBooking: {
            /** @description of the booking or parts of it, in their order; absent if there are none */
            cancellations?: components["schemas"]["BookingCancellation"][];
            /** Format: date-time */
            cancelledAt?: string;
            /** @description the promo or access code, in upper case */
            code?: string;
            /** Format: date-time */
            confirmedAt: string;
            customer: {
                /** @description the same */
                email?: string;
                id: string;
                /** @description `deleted` if the account was deleted; absent if there never was one */
                name?: string;
            };
            eventId: string;
            id: string;
            /** @description the part of the total that the cancellations so far do not return; present if `lines` is */
            kept?: components["schemas"]["Money"];
            /** @description the lines of the total, as they were when the places were priced; absent without ticket types, fees, taxes and a code */
            lines?: components["schemas"]["TotalLine"][];
            /** @description all places that were booked, also those that are cancelled */
            places: ({
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description the name of its row; absent once the seat is no longer in the layout */
                row?: string;
                /** @description its number in the row, or its label once it is no longer in the layout */
                seat: string;
                seatId: components["schemas"]["SeatId"];
                /** @description the name of its section, or its id once the section is gone */
                section: string;
                /** @description one for a seat, one for each place of an area; the ticket of a cancelled place is void and keeps its number */
                tickets: components["schemas"]["Ticket"][];
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            } | {
                areaId: string;
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of the area, or its id once the area is gone */
                name: string;
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description of places with this type, price and discount */
                quantity: number;
                /** @description one for a seat, one for each place of an area; the ticket of a cancelled place is void and keeps its number */
                tickets: components["schemas"]["Ticket"][];
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            })[];
            /** @description a code that people can read out. New references have no 0, O, 1, I, L or U. Two bookings may have the same reference */
            reference: string;
            /** @description the sum of all refunds, also of those that are not made yet */
            refunded: components["schemas"]["Money"];
            sellerTaxNumber?: string;
            /** @enum {string} */
            status: "confirmed" | "cancelled";
            /** @description the taxes in what is kept, by rate; absent if the seller has named none */
            taxes?: components["schemas"]["TaxLine"][];
            /** @description the price of all places that were booked, with the fees */
            total: components["schemas"]["Money"];
        };
        /** @description The event has changed since it was read. */
        EventChangedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "event-changed";
            /** @description the entity tag of the event as it is now */
            etag: string;
            /** @enum {integer} */
            status: 412;
        };
        EventChanges: {
            addSections?: components["schemas"]["NewSection"][];
            /** @description why the seats of blockSeats, or the places that `blocked` adds, are kept from sale; no public response shows it */
            blockNote?: string;
            /** @description keeps available seats from sale */
            blockSeats?: components["schemas"]["SeatId"][];
            /** @description the owner of a booking has the later deadline: the one at the sale or the new one */
            cancellationClosesMinutes?: number;
            /** @description null: none */
            description?: string | null;
            /** @description not after startsAt; null: not known. If only startsAt changes, it stays as long before the start as it was */
            doorsAt?: string | null;
            /**
             * Format: date-time
             * @description at most 31 days after startsAt; not of a journey that has ended
             */
            endsAt?: string;
            /** @description all gates of the event after the edit; null: none */
            gates?: components["schemas"]["NewGate"][] | null;
            holdSeconds?: number;
            /** @description null: none */
            imageUrl?: string | null;
            /**
             * @description only while no customer has a live hold or a booking, and not together with changes of sections or seats
             * @enum {string}
             */
            kind?: "concert" | "theatre" | "festival" | "sport" | "conference" | "other" | "flight" | "train" | "bus" | "ferry";
            /** @description counts what is held and booked from then on; null: no limit */
            placesPerCustomerMax?: number | null;
            placesPerHoldMax?: number;
            /** @description all prices besides those of sections after the edit: holds and bookings keep theirs; null: none */
            prices?: components["schemas"]["NewPrices"] | null;
            removeSections?: string[];
            /** @description only customers with a verified e-mail address may hold places from then on; false: the stage decides */
            requiresVerifiedEmail?: boolean;
            /** @description null: none; only while no customer has a live hold or a booking, and not together with changes of sections or seats */
            route?: {
                destination: string;
                origin: string;
            } | null;
            /** @description up to endsAt, or startsAt of a journey; null: startsAt */
            salesCloseAt?: string | null;
            /** @description null: at once */
            salesOpenAt?: string | null;
            sections?: components["schemas"]["SectionChanges"][];
            /** @description null: none; only while no customer has a live hold or a booking, and not together with changes of sections or seats */
            service?: {
                carrier: string;
                number: string;
            } | null;
            /**
             * Format: date-time
             * @description not of a journey that has ended; see dryRun for the bookings that may be cancelled because of it
             */
            startsAt?: string;
            /**
             * @description `closed` ends sales; `open` takes that back until the event ends, within the times of its sales. `cancelled` is for good, and refunds all bookings. Must be the only change in a request
             * @enum {string}
             */
            status?: "open" | "closed" | "cancelled";
            timeZone?: string;
            title?: string;
            /** @description sells seats again that the organizer has blocked */
            unblockSeats?: components["schemas"]["SeatId"][];
            venue?: string | null;
        };
        /** @description The event has live holds or bookings. */
        EventHasBookingsProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "event-has-bookings";
            /** @enum {integer} */
            status: 409;
        };
        /** @description The event cannot be changed any more, or not yet. */
        EventNotEditableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "event-not-editable";
            /**
             * @description `preparing`, `closed`, `cancelled` or `deleted`
             * @enum {string}
             */
            state: "preparing" | "closed" | "cancelled" | "deleted";
            /** @enum {integer} */
            status: 409;
        };
        /** @description There is no such event. */
        EventNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "event-not-found";
            /** @enum {integer} */
            status: 404;
        };
        /** @description The event has ended. */
        EventOverProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "event-over";
            /**
             * Format: date-time
             * @description time
             */
            endedAt: string;
            /** @enum {integer} */
            status: 409;
        };
        EventSales: {
            /**
             * Format: date-time
             * @description sales of the last seconds may be missing
             */
            asOf: string;
            /** @description places of bookings that were confirmed, also without a price */
            booked: number;
            /** @description of booked places */
            cancelled: number;
            /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
            captured: components["schemas"]["Money"];
            /** @description the codes with bookings, listed or not */
            codeCount?: number;
            /** @description those with the most bookings, at most 1,000; absent if there are none */
            codes?: {
                /** @description that were confirmed with it */
                bookings: number;
                /** @description of them, as a whole */
                cancelledBookings: number;
                /** @description what of it was on places that were cancelled */
                cancelledDiscount: components["schemas"]["Money"];
                code: string;
                /** @description what it took off the booked places */
                discount: components["schemas"]["Money"];
            }[];
            /** @description newest first. The sum of all days is the total */
            days: components["schemas"]["DayOfSales"][];
            eventId: string;
            /** @description absent if there are none */
            fees?: {
                /** @description what the gateway took */
                captured: components["schemas"]["Money"];
                id: string;
                /** @description absent if it was removed from the event, and in days */
                name?: string;
                /** @description what of it was given back */
                returned: components["schemas"]["Money"];
                /** @description what is kept, also of cancelled places */
                revenue: components["schemas"]["Money"];
            }[];
            /** @description places in live holds; at most 2 s old */
            held: number;
            /** @description false: bookings from before an upgrade are not counted yet. They are once the operator has migrated the table */
            isComplete: boolean;
            /** @description for the days before; the totals are of all days */
            nextCursor: string | null;
            /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
            returned: components["schemas"]["Money"];
            /** @description net: captured less returned */
            revenue: components["schemas"]["Money"];
            sections: {
                /** @description places of bookings that were confirmed, also without a price */
                booked: number;
                /** @description of booked places */
                cancelled: number;
                /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
                captured: components["schemas"]["Money"];
                /** @description places in live holds; at most 2 s old */
                held: number;
                id: string;
                /** @description absent if the section was removed */
                name?: string;
                /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
                returned: components["schemas"]["Money"];
                /** @description net: captured less returned */
                revenue: components["schemas"]["Money"];
                /** @description booked less cancelled. In total: the places with valid tickets. Of a day it may be negative */
                sold: number;
                /** @description the places with a ticket type; absent if there are none */
                types?: {
                    /** @description places of bookings that were confirmed, also without a price */
                    booked: number;
                    /** @description of booked places */
                    cancelled: number;
                    /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
                    captured: components["schemas"]["Money"];
                    id: string;
                    /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
                    returned: components["schemas"]["Money"];
                    /** @description net: captured less returned */
                    revenue: components["schemas"]["Money"];
                    /** @description booked less cancelled. In total: the places with valid tickets. Of a day it may be negative */
                    sold: number;
                }[];
            }[];
            /** @description booked less cancelled. In total: the places with valid tickets. Of a day it may be negative */
            sold: number;
            /** @description the prices and fees that include a tax, by rate; absent if there are none */
            taxes?: {
                /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
                captured: components["schemas"]["Money"];
                percent: number;
                /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
                returned: components["schemas"]["Money"];
                /** @description net: captured less returned */
                revenue: components["schemas"]["Money"];
                /** @description the tax in these amounts. It is rounded for each booking, and all returns of a booking together return its whole tax */
                tax: {
                    /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
                    captured: components["schemas"]["Money"];
                    /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
                    returned: components["schemas"]["Money"];
                    /** @description net: captured less returned */
                    revenue: components["schemas"]["Money"];
                };
            }[];
            timeZone: string;
            /** @description the places with a ticket type, of all sections; absent if there are none */
            types?: {
                /** @description places of bookings that were confirmed, also without a price */
                booked: number;
                /** @description of booked places */
                cancelled: number;
                /** @description what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them */
                captured: components["schemas"]["Money"];
                id: string;
                /** @description absent if it was removed from the event */
                name?: string;
                /** @description what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day */
                returned: components["schemas"]["Money"];
                /** @description net: captured less returned */
                revenue: components["schemas"]["Money"];
                /** @description booked less cancelled. In total: the places with valid tickets. Of a day it may be negative */
                sold: number;
            }[];
        };
        ExportedAccountChange: {
            /** @description such as `booking.cancelled` */
            action: string;
            /** Format: date-time */
            at: string;
            /**
             * @description `another`: an administrator, or a member of the organization of the event
             * @enum {string}
             */
            by: "you" | "holdfast" | "another";
            from?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "account-change";
            /** @description the reason that was given for it */
            reason?: string;
            to: string;
        };
        ExportedBooking: {
            booking: components["schemas"]["Booking"];
            /** @description its changes, in order */
            history: components["schemas"]["ExportedChange"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "booking";
            /** @description all attempts to pay for it */
            payments: components["schemas"]["ExportedPayment"][];
        };
        ExportedChange: {
            /** @description such as `booking.cancelled` */
            action: string;
            /** Format: date-time */
            at: string;
            /**
             * @description `another`: an administrator, or a member of the organization of the event
             * @enum {string}
             */
            by: "you" | "holdfast" | "another";
            /** @description the reason that was given for it */
            reason?: string;
        };
        ExportedHold: {
            /** @description its changes, in order */
            history: components["schemas"]["ExportedChange"][];
            hold: components["schemas"]["Hold"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "hold";
            /** @description all attempts to pay for it */
            payments: components["schemas"]["ExportedPayment"][];
        };
        ExportedInvitation: {
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "invitation";
            organizationId: string;
            /** @enum {string} */
            role: "owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor";
        };
        ExportedMembership: {
            /** Format: date-time */
            joinedAt: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "membership";
            organizationId: string;
            /** Format: date-time */
            removedAt?: string;
            /** @enum {string} */
            role: "owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor";
        };
        ExportedPart: components["schemas"]["ExportedProfile"] | components["schemas"]["ExportedSession"] | components["schemas"]["ExportedMembership"] | components["schemas"]["ExportedInvitation"] | components["schemas"]["ExportedAccountChange"] | components["schemas"]["ExportedHold"] | components["schemas"]["ExportedBooking"];
        ExportedPayment: {
            amount: components["schemas"]["Money"];
            /** @description once it has paid for a booking */
            bookingId?: string;
            holdId: string;
            id: string;
            /** @description the name that the payment gateway has for it */
            method?: string;
            /** @description the id of the payment at the payment gateway */
            reference?: string;
            refunds: {
                amount: components["schemas"]["Money"];
                number: number;
                /** @enum {string} */
                state: "initiated" | "refunded" | "voided";
            }[];
            /** @enum {string} */
            state: "initiated" | "authorised" | "captured" | "declined" | "voided" | "refunded";
        };
        ExportedProfile: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "profile";
            /**
             * Format: date-time
             * @description absent before the first change
             */
            passwordChangedAt?: string;
            profile: components["schemas"]["User"];
        };
        ExportedSession: {
            /** Format: date-time */
            endedAt?: string;
            /** Format: date-time */
            expiresAt: string;
            /** @description the one of this request */
            isCurrent: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "session";
            /**
             * Format: date-time
             * @description the last time that its tokens were renewed
             */
            refreshedAt?: string;
            /** Format: date-time */
            startedAt: string;
        };
        Fee: {
            amount?: components["schemas"]["Money"];
            id: string;
            isRefundable: boolean;
            name: string;
            /**
             * @description on each ticket, or once on the booking
             * @enum {string}
             */
            per: "ticket" | "booking";
            /** @description of the price after a discount; instead of amount */
            percent?: number;
            /** @description included in it; absent: the event's */
            taxPercent?: number;
        };
        /** @description This call needs another role. */
        ForbiddenProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "forbidden";
            /** @enum {integer} */
            status: 403;
        };
        FoundTicket: {
            /** @description the scan that let the person in who is inside */
            admission?: {
                /**
                 * Format: date-time
                 * @description when it was stored
                 */
                at: string;
                device?: string;
                /** @description the id of the gate */
                gate?: string;
                /**
                 * Format: date-time
                 * @description when the device scanned the code; `at` if its time is not known
                 */
                scannedAt: string;
            };
            /** @description the person came in and has not left, as far as scans are known */
            isInside: boolean;
            place: components["schemas"]["TicketPlace"];
            /** @description of its booking */
            reference: string;
            /** @enum {string} */
            status: "valid" | "redeemed" | "void";
            ticketId: string;
            /** @description the ticket type, such as child; absent if the ticket has none */
            type?: {
                id: string;
                name: string;
            };
        };
        FoundTickets: {
            tickets: components["schemas"]["FoundTicket"][];
        };
        GuestLink: {
            /**
             * Format: idn-email
             * @description An international domain is stored in its ASCII form, so it must have one. In that form, the address has at most 254 characters, the part before @ at most 64, and each label of the domain at most 63.
             */
            email: string;
            /**
             * @description of mails; `en` by default
             * @enum {string}
             */
            language?: "en" | "de";
            name: string;
        };
        /** @description The request line and headers are too large. */
        HeadersTooLargeProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "headers-too-large";
            /** @enum {integer} */
            status: 431;
        };
        Health: {
            dependencies: {
                [key: string]: "ok" | "missing" | "unreachable";
            };
            /** @enum {string} */
            status: "ok" | "unavailable";
        };
        Hold: {
            bookingId?: string;
            /** @description the promo or access code, in upper case */
            code?: string;
            /** Format: date-time */
            createdAt: string;
            eventId: string;
            /** Format: date-time */
            expiresAt: string;
            id: string;
            /** @description the lines of the total, as they were when the places were priced; absent without ticket types, fees, taxes and a code */
            lines?: components["schemas"]["TotalLine"][];
            /** Format: date-time */
            maxExpiresAt: string;
            places: ({
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description the name of its row; absent once the seat is no longer in the layout */
                row?: string;
                /** @description its number in the row, or its label once it is no longer in the layout */
                seat: string;
                seatId: components["schemas"]["SeatId"];
                /** @description the name of its section, or its id once the section is gone */
                section: string;
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            } | {
                areaId: string;
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of the area, or its id once the area is gone */
                name: string;
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description of places with this type, price and discount */
                quantity: number;
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            })[];
            sellerTaxNumber?: string;
            /** @enum {string} */
            status: "active" | "confirmed" | "released" | "expired";
            /** @description the taxes in the total, by rate; absent if the seller has named none */
            taxes?: components["schemas"]["TaxLine"][];
            total: components["schemas"]["Money"];
        };
        /** @description The hold has become a booking. */
        HoldConfirmedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "hold-confirmed";
            /** @enum {integer} */
            status: 409;
        };
        /** @description The hold has expired. */
        HoldExpiredProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "hold-expired";
            /** @enum {integer} */
            status: 409;
        };
        /** @description The hold cannot be extended any further. */
        HoldNotExtendableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "hold-not-extendable";
            /**
             * Format: date-time
             * @description time
             */
            expiresAt: string;
            /** @enum {integer} */
            status: 409;
        };
        /** @description There is no such hold. */
        HoldNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "hold-not-found";
            /** @enum {integer} */
            status: 404;
        };
        /** @description The hold was released. */
        HoldReleasedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "hold-released";
            /** @enum {integer} */
            status: 409;
        };
        /** @description This call needs an Idempotency-Key header of 1 to 255 characters. */
        IdempotencyKeyRequiredProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "idempotency-key-required";
            /** @enum {integer} */
            status: 400;
        };
        /** @description The idempotency key was used for another request. */
        IdempotencyKeyReusedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "idempotency-key-reused";
            /** @enum {integer} */
            status: 422;
        };
        Integrity: {
            /** Format: date-time */
            asOf: string;
            checked: {
                buckets: number;
                claims: number;
                journalEntries: number;
                seats: number;
            };
            ok: boolean;
            /** @description of very many, the first thousand */
            violations: components["schemas"]["Violation"][];
        };
        /** @description Something went wrong on our side. */
        InternalProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "internal";
            /** @enum {integer} */
            status: 500;
        };
        /** @description The code is not that of a ticket. */
        InvalidCodeProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "invalid-code";
            /**
             * @description `malformed`, `signature` or `unknown-key`
             * @enum {string}
             */
            reason: "malformed" | "signature" | "unknown-key";
            /** @enum {integer} */
            status: 422;
        };
        /** @description The link is not valid, or not any more. */
        InvalidLinkProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "invalid-link";
            /**
             * @description `malformed`, `foreign`, `expired` or `outdated`
             * @enum {string}
             */
            reason: "malformed" | "foreign" | "expired" | "outdated";
            /** @enum {integer} */
            status: 422;
        };
        /** @description The refresh token is not valid: sign in again. */
        InvalidRefreshTokenProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "invalid-refresh-token";
            /** @enum {integer} */
            status: 401;
        };
        /** @description The body is not signed as it should be, or was signed too long ago. */
        InvalidSignatureProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "invalid-signature";
            /** @enum {integer} */
            status: 400;
        };
        Invitation: {
            /** Format: date-time */
            createdAt: string;
            email: string;
            /** Format: date-time */
            expiresAt: string;
            id: string;
            /** @description the owner or administrator who invites */
            invitedBy: string;
            /** @enum {string} */
            role: "owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor";
        };
        /** @description There is no such invitation, or it is not valid any more. */
        InvitationNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "invitation-not-found";
            /** @enum {integer} */
            status: 404;
        };
        /** @description The invitation is for another e-mail address. */
        InvitationNotYoursProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "invitation-not-yours";
            /** @enum {integer} */
            status: 403;
        };
        JournalEntry: {
            action: string;
            /** @description a user, or system */
            actor: string;
            /** Format: date-time */
            at: string;
            /** @description with what is about a booking */
            bookingId?: string;
            /** @description the tickets that became void, and what that returns; absent if the whole booking was cancelled at once and all of it is returned. Without tickets: kept fees that the gateway has taken back */
            cancelled?: {
                amount: components["schemas"]["Money"];
                tickets: string[];
            };
            /** @description the promo or access codes that it is about */
            codes?: string[];
            /** @description whose hold or booking it is */
            customerId?: string;
            eventId?: string;
            /**
             * Format: date-time
             * @description the deadline that it set
             */
            expiresAt?: string;
            /** @description how many bookings or scans were exported */
            exported?: {
                bookings?: number;
                checkIns?: number;
            };
            /** @description null where there was nothing before */
            from: string | null;
            holdId?: string;
            /** @description whose journal it stands in, and where */
            id: string;
            /** @description to the organization */
            invitationId?: string;
            /** @description with what is about an organization */
            organizationId?: string;
            payment?: {
                amount: components["schemas"]["Money"];
                id: string;
                method?: string;
                /** @description the gateway's own id */
                reference?: string;
                /** @description the refund that the entry requests, or is about */
                refund?: {
                    amount: components["schemas"]["Money"];
                    number: number;
                };
                /** @enum {string} */
                wanted?: "captured" | "voided" | "refunded";
            };
            reason?: string;
            requestId: string;
            to: string;
            total?: components["schemas"]["Money"];
            /** @description with what is about an account or a member */
            userId?: string;
        };
        /** @description Letters and digits of any script, ½ . _ - / and single inner spaces: at most 20 characters as people count them. It begins with a letter, a digit or ½. */
        Label: string;
        /** @description The organization would have no owner. */
        LastOwnerProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "last-owner";
            /** @enum {integer} */
            status: 409;
        };
        LinkedBooking: {
            booking: components["schemas"]["Booking"];
            /**
             * @description made: `links` has their addresses; making: ask again after the seconds of Retry-After; none: no ticket is valid; withheld: a code was replaced after the mail, so only the signed-in customer gets them
             * @enum {string}
             */
            documents: "made" | "making" | "none" | "withheld";
            links?: components["schemas"]["TicketLinks"];
            /** @description also of a cancelled booking; absent while it is made: ask again after the seconds of Retry-After */
            receipt?: components["schemas"]["ReceiptLink"];
        };
        /** @description The link is for another account. */
        LinkOfOtherAccountProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "link-of-other-account";
            /** @enum {integer} */
            status: 403;
        };
        LinkUse: {
            /** @description as the link of the mail has it after `=` */
            token: string;
        };
        /** @description The link was used before. */
        LinkUsedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "link-used";
            /** @enum {integer} */
            status: 409;
        };
        ListedScan: {
            /** @description the nonce of the scan that had let the person in */
            admittedBy?: string;
            /**
             * Format: date-time
             * @description when it was written
             */
            at: string;
            bookingId: string;
            /** @description the member with whose token the device worked */
            by: string;
            device?: string;
            /** @enum {string} */
            direction: "in" | "out";
            gate?: string;
            /** @description a device without a network decided it */
            isOffline: boolean;
            /** @description a supervisor admitted the person without regard to earlier scans */
            isReadmission: boolean;
            nonce: string;
            place: components["schemas"]["TicketPlace"];
            /**
             * @description as with report-scans
             * @enum {string}
             */
            result: "admitted" | "left" | "duplicate" | "void" | "void-later";
            /**
             * Format: date-time
             * @description when the device made it; at, if its clock cannot be trusted
             */
            scannedAt: string;
            ticketId: string;
            /** @description the ticket type, such as child; absent if the ticket has none */
            type?: {
                id: string;
                name: string;
            };
        };
        LiveHold: {
            /** @description since it was placed */
            ageSeconds: number;
            bookingId?: string;
            /** @description the promo or access code, in upper case */
            code?: string;
            /** Format: date-time */
            createdAt: string;
            customerId: string;
            eventId: string;
            /** Format: date-time */
            expiresAt: string;
            id: string;
            /** @description the lines of the total, as they were when the places were priced; absent without ticket types, fees, taxes and a code */
            lines?: components["schemas"]["TotalLine"][];
            /** Format: date-time */
            maxExpiresAt: string;
            places: ({
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description the name of its row; absent once the seat is no longer in the layout */
                row?: string;
                /** @description its number in the row, or its label once it is no longer in the layout */
                seat: string;
                seatId: components["schemas"]["SeatId"];
                /** @description the name of its section, or its id once the section is gone */
                section: string;
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            } | {
                areaId: string;
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of the area, or its id once the area is gone */
                name: string;
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description of places with this type, price and discount */
                quantity: number;
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            })[];
            sellerTaxNumber?: string;
            /** @enum {string} */
            status: "active" | "confirmed" | "released" | "expired";
            /** @description the taxes in the total, by rate; absent if the seller has named none */
            taxes?: components["schemas"]["TaxLine"][];
            total: components["schemas"]["Money"];
        };
        MailboxEntry: {
            /**
             * Format: date-time
             * @description when it would have been sent
             */
            at: string;
            /** @description in the mailbox; a mail that was sent twice is there twice */
            id: string;
            /** @description of the mail itself */
            mailId: string;
            subject: string;
            to: string;
        };
        MailboxMail: {
            /**
             * Format: date-time
             * @description when it would have been sent
             */
            at: string;
            attachments: {
                contentType: string;
                fileName: string;
                /** @description bytes */
                size: number;
                /** @description shows it for 5 minutes */
                url: string;
            }[];
            from: string;
            html: string;
            /** @description in the mailbox; a mail that was sent twice is there twice */
            id: string;
            /** @description of the mail itself */
            mailId: string;
            replyTo?: string;
            subject: string;
            text: string;
            to: string;
        };
        /** @description There is no such mail in the mailbox. */
        MailNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "mail-not-found";
            /** @enum {integer} */
            status: 404;
        };
        Member: {
            /** @description the address of the account; only owners and administrators see it */
            email?: string;
            /** Format: date-time */
            joinedAt: string;
            /** @description the name of the account */
            name: string;
            /** @enum {string} */
            role: "owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor";
            userId: string;
        };
        /** @description The organization has no such member. */
        MemberNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "member-not-found";
            /** @enum {integer} */
            status: 404;
        };
        Message: {
            /** @description the changed facts of the event */
            changed?: string[];
            eventId: string;
            id: string;
            /**
             * @description `event-changed`: Holdfast sends it after an edit of the title, the times, the venue or the route
             * @enum {string}
             */
            kind: "organizer-message" | "event-changed";
            /** @description the bookings whose mails are queued or sent */
            queued: number;
            /**
             * Format: date-time
             * @description when the last mail was queued
             */
            queuedAt?: string;
            /** @description the bookings that were expected to get it; absent for `event-changed` */
            recipients?: number;
            /** Format: date-time */
            requestedAt: string;
            /** @description the author of the message, or of the edit */
            requestedBy: string;
            sections?: string[];
            /**
             * @description `requested`, `queuing`: not all mails are queued yet. `queued`: all are, and they are sent at the rate of the account. `dropped`: the event was cancelled or has ended, so the change is not told
             * @enum {string}
             */
            status: "requested" | "queuing" | "queued" | "dropped";
            /** @description of a message */
            subject?: string;
            /** @description of a message */
            text?: string;
        };
        MessagePreview: {
            /** @description the same as a page */
            html: string;
            /** @description the bookings that get the message: each once, however many tickets it has */
            recipients: number;
            subject: string;
            /** @description the whole mail as text */
            text: string;
        };
        MessagePreviewRequest: {
            /**
             * @description of the words around the text; each reader gets their own
             * @enum {string}
             */
            language?: "en" | "de";
            /** @description only bookings with a valid ticket in one of these sections or areas; by default all bookings */
            sections?: string[];
            subject: string;
            /** @description plain text; an empty line begins a new paragraph */
            text: string;
        };
        /** @description The route does not answer this method. */
        MethodNotAllowedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "method-not-allowed";
            /** @enum {integer} */
            status: 405;
        };
        Money: {
            /** @description minor units */
            amount: number;
            currency: string;
        };
        NewBooking: {
            holdId: string;
            /** @description required unless the hold costs nothing: of the simulated gateway one of sim_ok, sim_declined, sim_timeout_then_ok, sim_timeout_then_declined, sim_slow; of Stripe the id of a payment method, pm_… */
            paymentMethod?: string;
        };
        NewCancellation: {
            /** @description how many places of each area, or of one ticket type of it, to cancel; of the valid tickets, those with the highest numbers are chosen */
            areas?: {
                areaId: string;
                quantity: number;
                /** @description only places of this ticket type; default: of any type */
                type?: components["schemas"]["TicketTypeId"];
            }[];
            /** @description shown to the customer in `cancellations`, without e-mail addresses; required from an administrator who cancels another customer's booking */
            reason?: string;
            /** @description whether fees that are not refundable are returned too; only for members of the organization and administrators, default false. If the event is cancelled, all fees are returned */
            returnFees?: boolean;
            /** @description the seats to cancel; without seats, areas and tickets, the whole booking is cancelled */
            seats?: components["schemas"]["SeatId"][];
            /** @description the ids of the tickets to cancel */
            tickets?: string[];
        };
        NewCheckIn: {
            /** @description the text of the QR code */
            code?: string;
            /** @description the name of the device, for the record */
            device?: string;
            /**
             * @description out: the person leaves, and may come in again
             * @default in
             * @enum {string}
             */
            direction?: "in" | "out";
            /** @description the id of a gate of the event; without it, no gate is checked */
            gate?: string;
            /** @description a new unguessable name for each scan, such as a UUID. The same scan is repeated with the same nonce, and gets the same answer */
            nonce: string;
            /**
             * @description a supervisor admits the person without regard to earlier scans, or without a code
             * @constant
             */
            readmit?: true;
            /** @description why a supervisor admits the person, for the journal; only together with readmit */
            reason?: string;
            /**
             * Format: date-time
             * @description when the device scanned the code, by its own clock: for the record. A time before the booking or in the future is left out
             */
            scannedAt?: string;
            /** @description instead of a code, together with readmit */
            ticketId?: string;
        };
        /** @description Codes that differ in their texts only. All of them are created, or none. */
        NewCodes: {
            /**
             * Format: date-time
             * @description it cannot be used from this time on
             */
            closesAt?: string;
            discount?: {
                percent: number;
            } | {
                /** @description minor units */
                amount: number;
                /** @enum {string} */
                per: "ticket" | "booking";
            };
            /** @description instead of texts: so many new ones that nobody can guess */
            generate?: {
                count: number;
                prefix?: string;
            };
            /** @description for the organizer; no public response shows it */
            note?: string;
            /** Format: date-time */
            opensAt?: string;
            /** @description the places of one hold whose prices it lowers: the dearest ones; default: all */
            placesPerUseMax?: number;
            /** @description sections and areas whose prices it lowers; default: all */
            sections?: string[];
            /** @description each of 4 to 40 letters of A to Z and digits; spaces, hyphens and case do not count */
            texts?: string[];
            /** @description whose prices it lowers; default: all */
            types?: components["schemas"]["TicketTypeId"][];
            unlocks?: {
                /** @description seats that the organizer blocks */
                seats?: components["schemas"]["SeatId"][];
                /** @description sections with seats: all their seats that the organizer blocks */
                sections?: string[];
                /** @description ticket types that are sold only with a code */
                types?: components["schemas"]["TicketTypeId"][];
            };
            /** @description holds and bookings that may use it at a time; default: any number, which are not counted */
            usesMax?: number;
            /** @description the same, of one customer; default: any number */
            usesPerCustomerMax?: number;
        };
        NewDemoCustomers: {
            count: number;
        };
        NewEmail: {
            currentPassword: string;
            /**
             * Format: idn-email
             * @description An international domain is stored in its ASCII form, so it must have one. In that form, the address has at most 254 characters, the part before @ at most 64, and each label of the domain at most 63.
             */
            email: string;
        };
        NewEvent: {
            /**
             * @description before the start: until then a booking may be cancelled by its owner, and is refunded
             * @default 60
             */
            cancellationClosesMinutes?: number;
            /** @enum {string} */
            currency: "AED" | "AFN" | "ALL" | "AMD" | "AOA" | "ARS" | "AUD" | "AWG" | "AZN" | "BAM" | "BBD" | "BDT" | "BHD" | "BIF" | "BMD" | "BND" | "BOB" | "BRL" | "BSD" | "BTN" | "BWP" | "BYN" | "BZD" | "CAD" | "CDF" | "CHF" | "CLP" | "CNY" | "COP" | "CRC" | "CUP" | "CVE" | "CZK" | "DJF" | "DKK" | "DOP" | "DZD" | "EGP" | "ERN" | "ETB" | "EUR" | "FJD" | "FKP" | "GBP" | "GEL" | "GHS" | "GIP" | "GMD" | "GNF" | "GTQ" | "GYD" | "HKD" | "HNL" | "HTG" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "IRR" | "ISK" | "JMD" | "JOD" | "JPY" | "KES" | "KGS" | "KHR" | "KMF" | "KPW" | "KRW" | "KWD" | "KYD" | "KZT" | "LAK" | "LBP" | "LKR" | "LRD" | "LSL" | "LYD" | "MAD" | "MDL" | "MGA" | "MKD" | "MMK" | "MNT" | "MOP" | "MRU" | "MUR" | "MVR" | "MWK" | "MXN" | "MYR" | "MZN" | "NAD" | "NGN" | "NIO" | "NOK" | "NPR" | "NZD" | "OMR" | "PAB" | "PEN" | "PGK" | "PHP" | "PKR" | "PLN" | "PYG" | "QAR" | "RON" | "RSD" | "RUB" | "RWF" | "SAR" | "SBD" | "SCR" | "SDG" | "SEK" | "SGD" | "SHP" | "SLE" | "SOS" | "SRD" | "SSP" | "STN" | "SVC" | "SYP" | "SZL" | "THB" | "TJS" | "TMT" | "TND" | "TOP" | "TRY" | "TTD" | "TWD" | "TZS" | "UAH" | "UGX" | "USD" | "UYU" | "UZS" | "VED" | "VES" | "VND" | "VUV" | "WST" | "XAF" | "XCD" | "XCG" | "XOF" | "XPF" | "YER" | "ZAR" | "ZMW" | "ZWG";
            /** @description lines of plain text; lists do not show it */
            description?: string;
            /**
             * Format: date-time
             * @description when doors open, or boarding begins: not after startsAt, and at most 31 days before it
             */
            doorsAt?: string;
            /**
             * Format: date-time
             * @description at most 31 days after startsAt
             */
            endsAt: string;
            /** @description the entrances of the venue; default: tickets are not bound to a gate */
            gates?: components["schemas"]["NewGate"][];
            /** @default 300 */
            holdSeconds?: number;
            /**
             * Format: uri
             * @description the https address of a picture
             */
            imageUrl?: string;
            /** @enum {string} */
            kind: "concert" | "theatre" | "festival" | "sport" | "conference" | "other" | "flight" | "train" | "bus" | "ferry";
            /** @description the organization to which the event belongs, in which the caller must be owner or editor; default: the own organization of an organizer */
            organizationId?: string;
            /** @description in holds and bookings together; default: no limit */
            placesPerCustomerMax?: number;
            /** @default 10 */
            placesPerHoldMax?: number;
            /** @description ticket types, price tiers, fees and taxes; default: each place has the price of its section */
            prices?: components["schemas"]["NewPrices"];
            /** @description only customers with a verified e-mail address may hold places; default: the stage decides */
            requiresVerifiedEmail?: boolean;
            route?: {
                destination: string;
                origin: string;
            };
            /**
             * Format: date-time
             * @description up to endsAt, or startsAt of a journey; default: startsAt
             */
            salesCloseAt?: string;
            /** Format: date-time */
            salesOpenAt?: string;
            sections: components["schemas"]["NewSection"][];
            service?: {
                carrier: string;
                number: string;
            };
            /** Format: date-time */
            startsAt: string;
            /** @description the IANA zone of the venue, or of the place of departure */
            timeZone?: string;
            title: string;
            venue?: string;
        };
        NewFee: {
            /** @description minor units; what is free has no fee */
            amount?: number;
            id: string;
            /**
             * @description whether a cancellation returns it: a fee on the booking with its last place
             * @default true
             */
            isRefundable?: boolean;
            name: string;
            /**
             * @description on each ticket, or once on the booking
             * @enum {string}
             */
            per: "ticket" | "booking";
            /** @description of the price after a discount; instead of amount */
            percent?: number;
            /** @description included in it; default: the event's */
            taxPercent?: number;
        };
        NewGate: {
            /** @description the areas whose tickets it admits; without sections and areas it admits all tickets of the event */
            areas?: string[];
            /** @description the name of the gate in scans and counts */
            id: string;
            name: string;
            /** @description the sections with seats whose tickets it admits */
            sections?: string[];
        };
        /** @description Seats, areas or both, or the best seats that there are. */
        NewHold: components["schemas"]["NewHoldOfSeats"] | components["schemas"]["NewHoldOfAreas"] | components["schemas"]["NewHoldOfBestSeats"];
        NewHoldOfAreas: {
            areas: {
                areaId: string;
                quantity: number;
                /** @description default: the first type that is sold there */
                type?: components["schemas"]["TicketTypeId"];
            }[];
            /** @description one promo or access code, in upper or lower case */
            code?: string;
            /** @description minor units; another total answers 409 price-changed */
            expectedTotal?: number;
        };
        NewHoldOfBestSeats: {
            /** @description the best seats there are */
            bestAvailable: {
                /** @description how many of the seats are for wheelchairs and companions; the others are ordinary */
                access?: {
                    /** @description each beside a wheelchair seat of the same request */
                    companion?: number;
                    wheelchair?: number;
                };
                /**
                 * @description side by side in one row; companions are beside their wheelchair seats in any case
                 * @default true
                 */
                adjacent?: boolean;
                /** @description that every seat, or else its section, must have */
                attributes?: {
                    [key: string]: string;
                };
                quantity: number;
                /** @description default: all that have seats */
                sectionId?: string;
                /** @description how many of the seats have which ticket type; the others get the default type of their section */
                types?: {
                    quantity: number;
                    type: components["schemas"]["TicketTypeId"];
                }[];
            };
            /** @description one promo or access code, in upper or lower case */
            code?: string;
            /** @description minor units; another total answers 409 price-changed */
            expectedTotal?: number;
        };
        NewHoldOfSeats: {
            areas?: {
                areaId: string;
                quantity: number;
                /** @description default: the first type that is sold there */
                type?: components["schemas"]["TicketTypeId"];
            }[];
            /** @description one promo or access code, in upper or lower case */
            code?: string;
            /** @description minor units; another total answers 409 price-changed */
            expectedTotal?: number;
            /** @description ids of seats, or seats with their ticket types; a seat without a type gets the default type */
            seats: (components["schemas"]["SeatId"] | {
                seat: components["schemas"]["SeatId"];
                /** @description default: the first type that is sold there */
                type?: components["schemas"]["TicketTypeId"];
            })[];
        };
        NewInvitation: {
            /**
             * Format: idn-email
             * @description An international domain is stored in its ASCII form, so it must have one. In that form, the address has at most 254 characters, each label of the domain at most 63.
             */
            email: string;
            /** @enum {string} */
            role: "owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor";
        };
        NewMemberRole: {
            /** @enum {string} */
            role: "owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor";
        };
        NewMessage: {
            /** @description the `recipients` of the preview */
            expectedRecipients: number;
            /** @description only bookings with a valid ticket in one of these sections or areas; by default all bookings */
            sections?: string[];
            subject: string;
            /** @description plain text; an empty line begins a new paragraph */
            text: string;
        };
        NewPassword: {
            currentPassword: string;
            newPassword: string;
        };
        NewPasswordByLink: {
            newPassword: string;
            /** @description as the link of the mail has it after `=` */
            token: string;
        };
        NewPaymentSimulator: {
            /**
             * @description the share of calls that reach the gateway twice at the same time
             * @default 0
             */
            duplicateRate?: number;
            /**
             * @description the share of authorisations declined
             * @default 0
             */
            failureRate?: number;
            /**
             * @description the share of captures that are pending at first
             * @default 0
             */
            lateCaptureRate?: number;
            /**
             * @description how long they are
             * @default 0
             */
            lateMs?: number;
            /**
             * @description what every call of the gateway takes
             * @default 0
             */
            latencyMs?: number;
            /**
             * @description the share of authorisations that are pending at first
             * @default 0
             */
            lateRate?: number;
            /**
             * @description the share of calls that are done and whose answer is lost
             * @default 0
             */
            lostReplyRate?: number;
            /**
             * @description the share of refunds refused for good
             * @default 0
             */
            refundFailureRate?: number;
        };
        NewPrices: {
            fees?: components["schemas"]["NewFee"][];
            /** @description as receipts show it */
            sellerTaxNumber?: string;
            /** @description included in all prices, unless a type or a fee has its own */
            taxPercent?: number;
            /** @description the first one that is sold for a place without a code is its default */
            ticketTypes?: components["schemas"]["NewTicketType"][];
            /** @description prices of rows or seats */
            tiers?: components["schemas"]["NewPriceTier"][];
        };
        NewPriceTier: {
            id: string;
            name: string;
            /** @description of each of its seats, in place of the price of the section */
            price: number;
            /** @description labels of whole rows */
            rows?: string[];
            /** @description labels of single seats */
            seats?: string[];
            /** @description a section with seats */
            sectionId: string;
        };
        /** @description Seats, areas or both. A code needs a signed-in caller. */
        NewQuote: components["schemas"]["NewQuoteOfSeats"] | components["schemas"]["NewQuoteOfAreas"];
        NewQuoteOfAreas: {
            areas: {
                areaId: string;
                quantity: number;
                /** @description default: the first type that is sold there */
                type?: components["schemas"]["TicketTypeId"];
            }[];
            /** @description one promo or access code, in upper or lower case */
            code?: string;
        };
        NewQuoteOfSeats: {
            areas?: {
                areaId: string;
                quantity: number;
                /** @description default: the first type that is sold there */
                type?: components["schemas"]["TicketTypeId"];
            }[];
            /** @description one promo or access code, in upper or lower case */
            code?: string;
            /** @description ids of seats, or seats with their ticket types; a seat without a type gets the default type */
            seats: (components["schemas"]["SeatId"] | {
                seat: components["schemas"]["SeatId"];
                /** @description default: the first type that is sold there */
                type?: components["schemas"]["TicketTypeId"];
            })[];
        };
        NewRace: {
            buyers: number;
            eventId: string;
            seatId: components["schemas"]["SeatId"];
        };
        NewRole: {
            /** @enum {string} */
            role: "customer" | "organizer" | "admin";
        };
        NewSection: {
            attributes?: {
                [key: string]: string;
            };
            /** @description seats that the organizer keeps from sale */
            blocks?: {
                /** @description for the organizer; no public response shows it */
                note?: string;
                /** @description labels of rows; every seat of such a row is blocked */
                rows?: string[];
                /** @description labels of seats of this section */
                seats?: string[];
            }[];
            id: string;
            /** @constant */
            kind: "seated";
            name: string;
            price: number;
            rows: ({
                /**
                 * @description of every seat of the entry
                 * @enum {string}
                 */
                access?: "wheelchair" | "companion";
                /** @description of every seat of the entry */
                attributes?: {
                    [key: string]: string;
                };
                count: number;
                /** @description true: its first seat is beside the last seat of the entry before it in the same row; default: there is a gap between them */
                joined?: boolean;
                /** @description of the row for people; default: its label */
                name?: string;
                row: components["schemas"]["Label"];
            } | {
                /**
                 * @description of every seat of the entry
                 * @enum {string}
                 */
                access?: "wheelchair" | "companion";
                /** @description of every seat of the entry */
                attributes?: {
                    [key: string]: string;
                };
                from: number;
                /** @description true: its first seat is beside the last seat of the entry before it in the same row; default: there is a gap between them */
                joined?: boolean;
                /** @description of the row for people; default: its label */
                name?: string;
                row: components["schemas"]["Label"];
                /** @description default: 1, or -1 if from is above to; 2 or -2 for odd or even numbers */
                step?: number;
                to: number;
            } | {
                /** @description true: its first seat is beside the last seat of the entry before it in the same row; default: there is a gap between them */
                joined?: boolean;
                /** @description of the row for people; default: its label */
                name?: string;
                row: components["schemas"]["Label"];
                seats: {
                    /**
                     * @description best available gives such a seat only on request
                     * @enum {string}
                     */
                    access?: "wheelchair" | "companion";
                    attributes?: {
                        [key: string]: string;
                    };
                    label?: components["schemas"]["Label"];
                    number: components["schemas"]["Label"];
                }[];
            })[];
        } | {
            attributes?: {
                [key: string]: string;
            };
            /** @description places of the capacity that the organizer keeps from sale */
            blocks?: {
                /** @description for the organizer; no public response shows it */
                note?: string;
                quantity: number;
            }[];
            capacity: number;
            id: string;
            /** @constant */
            kind: "area";
            name: string;
            price: number;
        };
        NewTicketType: {
            /** @description the name of the type in requests */
            id: string;
            name: string;
            /** @description the type is sold only with a code that unlocks it */
            needsCode?: boolean;
            /** @description a hold with this type must also have a place of one of these types */
            onlyWith?: string[];
            /** @description of the place's own price; instead of price */
            percent?: number;
            /** @description places of this type that the event sells; 0: none any more; default: no limit of its own */
            placesMax?: number;
            /** @description places of this type in one hold; default: no limit of its own */
            placesPerHoldMax?: number;
            /** @description minor units of the event's currency; default: the place's own price */
            price?: number;
            /** @description the sections and areas where it is sold; default: all */
            sections?: {
                id: string;
                /** @description of the place's own price; instead of price */
                percent?: number;
                /** @description of the type here; default: as of the type elsewhere */
                price?: number;
            }[];
            /** @description included in its price; default: the event's */
            taxPercent?: number;
        };
        /** @description There are not that many available seats side by side. */
        NoAdjacentSeatsProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "no-adjacent-seats";
            /** @description `false` if there are no such seats even when all seats are available, else `true` */
            isOffered?: boolean;
            /** @description id */
            sectionId?: string;
            /** @enum {integer} */
            status: 409;
        };
        /** @description The nonce was used for another scan. */
        NonceReusedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "nonce-reused";
            /** @enum {integer} */
            status: 422;
        };
        /** @description The answer has no form that the request accepts. */
        NotAcceptableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "not-acceptable";
            /** @description the media types that `Accept` may name */
            mediaTypes?: string[];
            /** @enum {integer} */
            status: 406;
        };
        Notice: {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "event.published";
            organizationId: string;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            /** @description the fields that the edit has named; `sections` for its sections, `blocks` for places that it kept from sale or gave back */
            changed: string[];
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "event.edited";
            organizationId: string;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "event.closed";
            organizationId: string;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "event.reopened";
            organizationId: string;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "event.cancelled";
            organizationId: string;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "event.deleted";
            organizationId: string;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            bookingId: string;
            /** @description the promo or access code that was used */
            code?: string;
            eventId: string;
            /** @description absent if there are none */
            fees?: {
                /** @description on the whole booking */
                amount: components["schemas"]["Money"];
                id: string;
            }[];
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "booking.confirmed";
            organizationId: string;
            /** @description of an area, one for each type and price */
            places: ({
                /** @description what the code took off the price of one place */
                discount?: components["schemas"]["Money"];
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                seatId: components["schemas"]["SeatId"];
                tickets: string[];
                /** @description the id of its ticket type */
                type?: string;
            } | {
                areaId: string;
                /** @description what the code took off the price of one place */
                discount?: components["schemas"]["Money"];
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                quantity: number;
                tickets: string[];
                /** @description the id of its ticket type */
                type?: string;
            })[];
            /** @description the booking reference */
            reference: string;
            /** @description the prices of the places and the fees */
            total: components["schemas"]["Money"];
            /** @constant */
            version: 1;
        } | {
            /** @description the part of the total that it returns: their prices, and fees */
            amount: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            bookingId: string;
            /**
             * @description organizer: a member of the event's organization, or an administrator; system: the payment was taken back
             * @enum {string}
             */
            by: "customer" | "organizer" | "system";
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "booking.places-cancelled";
            organizationId: string;
            /** @description the booking reference */
            reference: string;
            /** @description the tickets that it made void */
            tickets: string[];
            /** @constant */
            version: 1;
        } | {
            /** @description the part of the total that it returns: their prices, and fees */
            amount: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            bookingId: string;
            /**
             * @description organizer: a member of the event's organization, or an administrator; system: the payment was taken back
             * @enum {string}
             */
            by: "customer" | "organizer" | "system";
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "booking.cancelled";
            organizationId: string;
            /** @description the booking reference */
            reference: string;
            /** @description the tickets that it made void */
            tickets: string[];
            /** @constant */
            version: 1;
        } | {
            /** @description the money that was returned */
            amount: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            /** @description absent if the payment has never paid for a booking */
            bookingId?: string;
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "payment.refunded";
            organizationId: string;
            paymentId: string;
            /** @description its number in the booking; absent if the payment was returned as a whole */
            refund?: number;
            /** @constant */
            version: 1;
        } | {
            /** @description the money that was not returned after all */
            amount: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            /** @description absent if the payment has never paid for a booking */
            bookingId?: string;
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "payment.refund-failed";
            organizationId: string;
            paymentId: string;
            /** @description its number in the booking; absent if the payment was returned as a whole */
            refund?: number;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            bookingId: string;
            /** @enum {string} */
            direction: "in" | "out";
            eventId: string;
            /** @description the id of the gate */
            gate?: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @description whether a device without a network decided it and reported it later */
            isOffline: boolean;
            /** @description whether a supervisor admitted the person without regard to earlier scans */
            isReadmission: boolean;
            /** @constant */
            name: "ticket.admitted";
            organizationId: string;
            /** @enum {string} */
            outcome: "admitted" | "left" | "duplicate" | "void" | "void-later";
            /**
             * Format: date-time
             * @description when the device scanned it, by its own clock as the server corrected it; absent if the scan was decided online
             */
            scannedAt?: string;
            ticketId: string;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            bookingId: string;
            /** @enum {string} */
            direction: "in" | "out";
            eventId: string;
            /** @description the id of the gate */
            gate?: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @description whether a device without a network decided it and reported it later */
            isOffline: boolean;
            /** @description whether a supervisor admitted the person without regard to earlier scans */
            isReadmission: boolean;
            /** @constant */
            name: "ticket.left";
            organizationId: string;
            /** @enum {string} */
            outcome: "admitted" | "left" | "duplicate" | "void" | "void-later";
            /**
             * Format: date-time
             * @description when the device scanned it, by its own clock as the server corrected it; absent if the scan was decided online
             */
            scannedAt?: string;
            ticketId: string;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            bookingId: string;
            /** @enum {string} */
            direction: "in" | "out";
            eventId: string;
            /** @description the id of the gate */
            gate?: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @description whether a device without a network decided it and reported it later */
            isOffline: boolean;
            /** @description whether a supervisor admitted the person without regard to earlier scans */
            isReadmission: boolean;
            /** @constant */
            name: "ticket.refused";
            organizationId: string;
            /** @enum {string} */
            outcome: "admitted" | "left" | "duplicate" | "void" | "void-later";
            /**
             * Format: date-time
             * @description when the device scanned it, by its own clock as the server corrected it; absent if the scan was decided online
             */
            scannedAt?: string;
            ticketId: string;
            /** @constant */
            version: 1;
        } | {
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            bookingId: string;
            eventId: string;
            /** @description the same for each copy of the notice: a receiver that keeps it tells a repeated one */
            id: string;
            /** @constant */
            name: "ticket.reissued";
            organizationId: string;
            ticketId: string;
            /** @description of the new code; codes with a lower version are void */
            ticketVersion: number;
            /** @constant */
            version: 1;
        };
        NoticesPage: {
            /** @description in the order of the log: those of one booking, or of one event, follow its history */
            items: components["schemas"]["Notice"][];
            /** @description the position of the last item, or `after` if there is none; never null. Keep it once the items are handled, and ask again with it. No notice appears later before it */
            nextCursor: string;
        };
        /** @description The person with this ticket is not inside. */
        NotInsideProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "not-inside";
            /** @enum {integer} */
            status: 409;
        };
        /** @description Only a member of the event's organization with the right to it may do this. */
        NotYourEventProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "not-your-event";
            /** @description the roles in the organization that have the right */
            roles: ("owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor")[];
            /** @enum {integer} */
            status: 403;
        };
        NumberedRefund: {
            amount: components["schemas"]["Money"];
            number: number;
            /**
             * @description refunding: requested; refunded: made by the gateway
             * @enum {string}
             */
            status: "refunding" | "refunded";
        };
        Occupancy: {
            /** Format: date-time */
            asOf: string;
            available: number;
            blocked: number;
            booked: number;
            /** @description all places, blocked ones with them */
            capacity: number;
            eventId: string;
            held: number;
            /** @description held and booked of capacity, to one decimal */
            percentage: number;
            sections: {
                available: number;
                blocked: number;
                booked: number;
                /** @description all places, blocked ones with them */
                capacity: number;
                held: number;
                id: string;
                name: string;
                /** @description held and booked of capacity, to one decimal */
                percentage: number;
            }[];
            /** Format: date-time */
            startsAt: string;
            timeZone: string;
            title: string;
            /** @description the ticket types of the event; only with `eventId`, and absent if the event has none */
            types?: {
                /** @description places with valid tickets; sales of the last seconds may be missing */
                booked: number;
                id: string;
                /** @description absent if the type has no maximum. Holds and bookings from before the maximum was set do not count */
                limit?: {
                    available: number;
                    booked: number;
                    held: number;
                    placesMax: number;
                };
                name: string;
            }[];
        };
        Organization: {
            /** @description answers to mails about events of the organization go there */
            contactEmail?: string;
            /** Format: date-time */
            createdAt: string;
            description?: string;
            id: string;
            /** @description absent until an owner gives it one */
            name?: string;
            /**
             * @description the caller's; absent for an administrator who is no member
             * @enum {string}
             */
            role?: "owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor";
        };
        OrganizationChanges: {
            /** @description buyers see it: answers to mails about events of the organization go there; null removes it */
            contactEmail?: string | null;
            /** @description null removes it */
            description?: string | null;
            name?: string;
        };
        /** @description There is no such organization. */
        OrganizationNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "organization-not-found";
            /** @enum {integer} */
            status: 404;
        };
        /** @description This call needs another role in the organization. */
        OrganizationRoleRequiredProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "organization-role-required";
            /** @description the roles in the organization that have the right */
            roles: ("owner" | "editor" | "box-office" | "finance" | "door-staff" | "supervisor")[];
            /** @enum {integer} */
            status: 403;
        };
        /** @description You are on another journey at that time. */
        OverlappingJourneyProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "overlapping-journey";
            /** @description list of `eventId`, `startsAt` and `endsAt` */
            journeys: {
                /** Format: date-time */
                endsAt: string;
                eventId: string;
                /** Format: date-time */
                startsAt: string;
            }[];
            /** @enum {integer} */
            status: 409;
        };
        OwnDeletion: {
            currentPassword: string;
        };
        /** @description Nobody changes their own role. */
        OwnRoleProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "own-role";
            /** @enum {integer} */
            status: 409;
        };
        PasswordReset: {
            /**
             * Format: idn-email
             * @description An international domain is stored in its ASCII form, so it must have one. In that form, the address has at most 254 characters, each label of the domain at most 63.
             */
            email: string;
            /**
             * @description of mails; `en` by default
             * @enum {string}
             */
            language?: "en" | "de";
        };
        /** @description The body is too large. */
        PayloadTooLargeProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "payload-too-large";
            /** @enum {integer} */
            status: 413;
        };
        Payment: {
            amount: components["schemas"]["Money"];
            /** @description once it has paid for a booking */
            bookingId?: string;
            holdId: string;
            id: string;
            /** @enum {string} */
            state: "initiated" | "authorised" | "captured" | "declined" | "voided" | "refunded";
        };
        /** @description The payment was declined; the hold stays active. */
        PaymentDeclinedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "payment-declined";
            /** @description id */
            paymentId: string;
            /** @enum {integer} */
            status: 402;
        };
        /** @description Another payment of this hold is under way. */
        PaymentInProgressProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "payment-in-progress";
            /** @enum {integer} */
            status: 409;
        };
        /** @description There is no such payment. */
        PaymentNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "payment-not-found";
            /** @enum {integer} */
            status: 404;
        };
        /** @description The payment is not waiting for a person. */
        PaymentNotStuckProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "payment-not-stuck";
            /** @enum {integer} */
            status: 409;
        };
        PaymentRefund: {
            amount: components["schemas"]["Money"];
            /** @description from 1 */
            number: number;
            /**
             * @description voided: the payment was never captured
             * @enum {string}
             */
            state: "initiated" | "refunded" | "voided";
            /**
             * Format: date-time
             * @description when the gateway refused it for good: see settle-payment
             */
            stuckSince?: string;
        };
        PaymentSimulator: {
            /** @description the share of calls that reach the gateway twice at the same time */
            duplicateRate: number;
            /** @description the share of authorisations declined */
            failureRate: number;
            /** @description the share of captures that are pending at first */
            lateCaptureRate: number;
            /** @description how long they are */
            lateMs: number;
            /** @description what every call of the gateway takes */
            latencyMs: number;
            /** @description the share of authorisations that are pending at first */
            lateRate: number;
            /** @description the share of calls that are done and whose answer is lost */
            lostReplyRate: number;
            /** @description the share of refunds refused for good */
            refundFailureRate: number;
        };
        /** @description The payment gateway does not answer. */
        PaymentUnavailableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "payment-unavailable";
            /** @description as in the header `Retry-After` */
            retryAfterSeconds: number;
            /** @enum {integer} */
            status: 503;
        };
        /** @description Some of the places do not exist in this event. */
        PlaceNotFoundProblem: components["schemas"]["Problem"] & {
            /** @description list of ids */
            areaIds?: string[];
            /** @enum {string} */
            code: "place-not-found";
            /** @description list of ids */
            seatIds?: string[];
            /** @description list of ids */
            sectionIds?: string[];
            /** @enum {integer} */
            status: 422;
        };
        /** @description The total is not the expected one. */
        PriceChangedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "price-changed";
            /** @enum {integer} */
            status: 409;
            /** @description `amount` and `currency` */
            total: components["schemas"]["Money"];
        };
        Prices: {
            fees?: components["schemas"]["Fee"][];
            sellerTaxNumber?: string;
            /** @description included in all prices, unless a type or a fee has its own */
            taxPercent?: number;
            /** @description the first one that is sold for a place without a code is its default */
            ticketTypes?: components["schemas"]["TicketType"][];
            /** @description prices of rows or seats */
            tiers?: components["schemas"]["PriceTier"][];
        };
        PriceTier: {
            id: string;
            name: string;
            price: components["schemas"]["Money"];
            /** @description labels of whole rows */
            rows?: string[];
            /** @description labels of single seats */
            seats?: string[];
            sectionId: string;
        };
        Problem: {
            /**
             * @description for programs; a closed list
             * @enum {string}
             */
            code: "validation-failed" | "idempotency-key-required" | "invalid-signature" | "unauthenticated" | "bad-credentials" | "invalid-refresh-token" | "payment-declined" | "session-header-required" | "forbidden" | "not-your-event" | "organization-role-required" | "link-of-other-account" | "email-not-verified" | "invitation-not-yours" | "route-not-found" | "event-not-found" | "hold-not-found" | "booking-not-found" | "payment-not-found" | "ticket-not-found" | "user-not-found" | "organization-not-found" | "member-not-found" | "invitation-not-found" | "mail-not-found" | "method-not-allowed" | "not-acceptable" | "sales-not-open" | "customer-limit-reached" | "overlapping-journey" | "event-not-editable" | "seats-unavailable" | "area-sold-out" | "no-adjacent-seats" | "ticket-type-sold-out" | "code-not-usable" | "code-used-up" | "code-limit-reached" | "code-taken" | "ticket-type-in-use" | "price-changed" | "capacity-below-sold" | "event-has-bookings" | "hold-not-extendable" | "hold-expired" | "hold-released" | "hold-confirmed" | "booking-cancelled" | "booking-places-cancelled" | "ticket-redeemed" | "ticket-of-other-event" | "ticket-void" | "doors-not-open" | "event-over" | "wrong-gate" | "already-admitted" | "not-inside" | "too-many-scans" | "too-many-reissues" | "refund-not-possible" | "cancellation-closed" | "payment-in-progress" | "payment-not-stuck" | "too-many-payments" | "email-taken" | "link-used" | "own-role" | "last-owner" | "already-member" | "too-many-members" | "too-many-invitations" | "recipients-changed" | "too-many-messages" | "account-is-needed" | "event-changed" | "payload-too-large" | "unsupported-media-type" | "too-many-places" | "code-not-found" | "ticket-type-not-found" | "ticket-type-not-offered" | "ticket-types-not-allowed" | "place-not-found" | "idempotency-key-reused" | "nonce-reused" | "invalid-code" | "invalid-link" | "weak-password" | "rate-limited" | "headers-too-large" | "internal" | "busy" | "payment-unavailable";
            /** @description for people; about this problem */
            detail: string;
            /** @description quote it when you report the problem */
            requestId: string;
            /** @description the HTTP status */
            status: number;
            /** @description for people; the same for every problem with this code */
            title: string;
            /** @description a URI reference to the explanation of the code */
            type: string;
        };
        ProfileChanges: {
            /**
             * @description of mails; `en` by default
             * @enum {string}
             */
            language?: "en" | "de";
            name?: string;
        };
        Quote: {
            /** @description the promo or access code, in upper case */
            code?: string;
            eventId: string;
            /** @description the lines of the total */
            lines: components["schemas"]["TotalLine"][];
            places: ({
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description the name of its row; absent once the seat is no longer in the layout */
                row?: string;
                /** @description its number in the row, or its label once it is no longer in the layout */
                seat: string;
                seatId: components["schemas"]["SeatId"];
                /** @description the name of its section, or its id once the section is gone */
                section: string;
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            } | {
                areaId: string;
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of the area, or its id once the area is gone */
                name: string;
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description of places with this type, price and discount */
                quantity: number;
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            })[];
            sellerTaxNumber?: string;
            /** @description the taxes in the total, by rate; absent if the seller has named none */
            taxes?: components["schemas"]["TaxLine"][];
            total: components["schemas"]["Money"];
        };
        RaceResult: {
            buyers: number;
            /** @description from the first request to the last answer */
            durationMs: number;
            eventId: string;
            /** @description whether the hold of the winner was released, so that the seat is available again; if not, it lapses at its deadline */
            isReleased: boolean;
            /** @description how many other buyers got which problem */
            refused: {
                /** @description the `code` of the problem */
                code: string;
                count: number;
            }[];
            seatId: components["schemas"]["SeatId"];
            /** @description the buyer that got the seat; there is always exactly one */
            winner: {
                customerId: string;
                holdId: string;
                /** @description from the beginning of the race to its answer */
                ms: number;
            };
        };
        /** @description Too many calls. */
        RateLimitedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "rate-limited";
            /** @description the name of the limit */
            limit: string;
            /** @description as in the header `Retry-After` */
            retryAfterSeconds: number;
            /** @enum {integer} */
            status: 429;
        };
        ReceiptLink: {
            /**
             * Format: date-time
             * @description the address needs no token, and ends then: do not store it
             */
            expiresAt: string;
            /** @description the address of the receipt as PDF */
            pdf: string;
        };
        /** @description The message would reach another number of bookings than expected. */
        RecipientsChangedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "recipients-changed";
            /** @description number */
            recipients: number;
            /** @enum {integer} */
            status: 409;
        };
        Refresh: {
            refreshToken: string;
        };
        Refund: {
            amount: components["schemas"]["Money"];
            /**
             * @description refunding: requested; refunded: made by the gateway
             * @enum {string}
             */
            status: "refunding" | "refunded";
        };
        /** @description The payment gateway cannot return exactly this amount. */
        RefundNotPossibleProblem: components["schemas"]["Problem"] & {
            /** @description `amount` and `currency` */
            amount: components["schemas"]["Money"];
            /** @enum {string} */
            code: "refund-not-possible";
            /** @enum {integer} */
            status: 409;
        };
        Registration: {
            /**
             * Format: idn-email
             * @description An international domain is stored in its ASCII form, so it must have one. In that form, the address has at most 254 characters, the part before @ at most 64, and each label of the domain at most 63.
             */
            email: string;
            /**
             * @description of mails; `en` by default
             * @enum {string}
             */
            language?: "en" | "de";
            name: string;
            password: string;
        };
        ReportedScan: {
            /** @description as it was read from the ticket */
            code: string;
            /**
             * @default in
             * @enum {string}
             */
            direction?: "in" | "out";
            /** @description where; it need not be a gate of the event, which may have removed it since */
            gate?: string;
            /** @description the name of this scan, unguessable, such as a UUID. A scan that is reported again with it gets the same result */
            nonce: string;
            /**
             * Format: date-time
             * @description by the device's clock, which `sentAt` corrects
             */
            scannedAt: string;
        };
        RequestedMessage: {
            eventId: string;
            id: string;
            /** @description the bookings that were expected to get it; absent for `event-changed` */
            recipients?: number;
            /** Format: date-time */
            requestedAt: string;
        };
        Revocations: {
            /** @description all tickets are void: the event was cancelled or deleted */
            all: boolean;
            /**
             * Format: date-time
             * @description each code that was void at this time is in the list
             */
            asOf: string;
            /** @description how many tickets the list has */
            count: number;
            /**
             * Format: date-time
             * @description a device must not use the list from then on
             */
            expiresAt: string;
            /** @description the list as a compact JWS: docs/tickets.md says how a device verifies it */
            revocations: string;
        };
        /** @description There is no such route. */
        RouteNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "route-not-found";
            /** @enum {integer} */
            status: 404;
        };
        /** @description The event is not on sale now. */
        SalesNotOpenProblem: components["schemas"]["Problem"] & {
            /**
             * Format: date-time
             * @description time
             */
            closedAt?: string;
            /** @enum {string} */
            code: "sales-not-open";
            /**
             * Format: date-time
             * @description time
             */
            opensAt?: string;
            /** @enum {integer} */
            status: 409;
        };
        ScanReport: {
            /** @description the name of the device, for the record */
            device?: string;
            lines: components["schemas"]["ReportedScan"][];
            /**
             * Format: date-time
             * @description the time of the device's clock now, however wrong it is
             */
            sentAt: string;
        };
        ScanResult: {
            /** @description of duplicates: the scan that admitted the ticket */
            admission?: {
                /**
                 * Format: date-time
                 * @description when it was written
                 */
                at: string;
                device?: string;
                gate?: string;
                nonce: string;
                /** Format: date-time */
                scannedAt: string;
            };
            /** @description of malformed lines */
            errors?: {
                message: string;
                path: string;
            }[];
            /** @description of the code, with other-event */
            eventId?: string;
            /**
             * @description false: the booking has too many scans, so this one is not kept
             * @constant
             */
            isKept?: false;
            /** @description of the line; absent if the line has none */
            nonce?: string;
            place?: components["schemas"]["TicketPlace"];
            /**
             * @description of invalid lines. no-booking: the code is signed, but there is no such ticket. nonce-reused: the nonce is that of another scan
             * @enum {string}
             */
            reason?: "malformed-line" | "malformed" | "signature" | "unknown-key" | "other-event" | "no-booking" | "nonce-reused";
            /**
             * @description void: it was void at the scan. void-later: the person came in, and the place was cancelled or the code replaced after that. busy: not decided; send the line again
             * @enum {string}
             */
            result: "admitted" | "left" | "duplicate" | "void" | "void-later" | "invalid" | "busy";
            ticketId?: string;
            /** @description the ticket type, such as child; absent if the ticket has none */
            type?: {
                id: string;
                name: string;
            };
            /**
             * Format: date-time
             * @description of void tickets
             */
            voidSince?: string;
        };
        ScanResults: {
            /** @description one for each line, in their order */
            results: components["schemas"]["ScanResult"][];
        };
        SeatId: string;
        SeatMap: {
            /** Format: date-time */
            asOf: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "map";
            sections: {
                id: string;
                /** @description of each of its seats that has no price tier */
                price: components["schemas"]["Money"];
                /** @description from the front to the back, as the organizer lists them */
                rows: {
                    /** @description the name of the row for people */
                    name: string;
                    /** @description the label of the row */
                    row: string;
                    /** @description in the order in which they are drawn */
                    seats: {
                        /**
                         * @description best available gives such a seat only on request
                         * @enum {string}
                         */
                        access?: "wheelchair" | "companion";
                        /**
                         * @description there is a gap or an aisle between this seat and the seat before it in the row, so they are not neighbours
                         * @constant
                         */
                        afterGap?: true;
                        attributes?: {
                            [key: string]: string;
                        };
                        label: string;
                        /** @description its number in the row, as people see it */
                        number: string;
                        /** @description of its price tier; absent: the price of the section */
                        price?: components["schemas"]["Money"];
                        seatId: components["schemas"]["SeatId"];
                        /** @enum {string} */
                        status: "available" | "held" | "booked" | "blocked";
                        /** @description the id of its price tier */
                        tier?: string;
                    }[];
                }[];
            }[];
        };
        SeatMapChanges: {
            /** Format: date-time */
            asOf: string;
            /** @description every seat whose status has changed since, and perhaps some that have not */
            changes: {
                seatId: components["schemas"]["SeatId"];
                /** @enum {string} */
                status: "available" | "held" | "booked" | "blocked";
            }[];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "changes";
            /** Format: date-time */
            since: string;
        };
        /** @description Some of the seats are not available. */
        SeatsUnavailableProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "seats-unavailable";
            /** @description list of `seatId`, `reason` (`held`, `booked` or `blocked`) and `until?`; empty if `bestAvailable` was requested */
            conflicts: {
                /** @enum {string} */
                reason: "held" | "booked" | "blocked";
                seatId: components["schemas"]["SeatId"];
                /**
                 * Format: date-time
                 * @description the deadline of the hold
                 */
                until?: string;
            }[];
            /** @description `false` if there are no such seats even when all seats are available, else `true` */
            isOffered?: boolean;
            /** @enum {integer} */
            status: 409;
        };
        SectionChanges: {
            /** @description new rows, or parts of existing rows; added after the removals, in this order */
            addRows?: ({
                /**
                 * @description of every seat of the entry
                 * @enum {string}
                 */
                access?: "wheelchair" | "companion";
                /** @description the existing row behind which it is drawn; default: the last row */
                after?: string;
                /** @description of every seat of the entry */
                attributes?: {
                    [key: string]: string;
                };
                /** @description the existing row in front of which it is drawn */
                before?: string;
                count: number;
                /** @description true: its first seat is beside the last seat of the entry before it in the same row; default: there is a gap between them */
                joined?: boolean;
                /** @description of the row for people; default: its label */
                name?: string;
                row: components["schemas"]["Label"];
            } | {
                /**
                 * @description of every seat of the entry
                 * @enum {string}
                 */
                access?: "wheelchair" | "companion";
                /** @description the existing row behind which it is drawn; default: the last row */
                after?: string;
                /** @description of every seat of the entry */
                attributes?: {
                    [key: string]: string;
                };
                /** @description the existing row in front of which it is drawn */
                before?: string;
                from: number;
                /** @description true: its first seat is beside the last seat of the entry before it in the same row; default: there is a gap between them */
                joined?: boolean;
                /** @description of the row for people; default: its label */
                name?: string;
                row: components["schemas"]["Label"];
                /** @description default: 1, or -1 if from is above to; 2 or -2 for odd or even numbers */
                step?: number;
                to: number;
            } | {
                /** @description the existing row behind which it is drawn; default: the last row */
                after?: string;
                /** @description the existing row in front of which it is drawn */
                before?: string;
                /** @description true: its first seat is beside the last seat of the entry before it in the same row; default: there is a gap between them */
                joined?: boolean;
                /** @description of the row for people; default: its label */
                name?: string;
                row: components["schemas"]["Label"];
                seats: {
                    /**
                     * @description best available gives such a seat only on request
                     * @enum {string}
                     */
                    access?: "wheelchair" | "companion";
                    attributes?: {
                        [key: string]: string;
                    };
                    label?: components["schemas"]["Label"];
                    number: components["schemas"]["Label"];
                }[];
            })[];
            /** @description seats beside existing seats; added after addRows, in this order */
            addSeats?: {
                /** @description the label of the seat after which they are added */
                after?: string;
                /** @description the label of the seat before which they are added */
                before?: string;
                /** @description true: they close a gap at this side of the named seat; default: the gap stays, on the far side of the new seats */
                joined?: boolean;
                seats: {
                    /**
                     * @description best available gives such a seat only on request
                     * @enum {string}
                     */
                    access?: "wheelchair" | "companion";
                    attributes?: {
                        [key: string]: string;
                    };
                    label?: components["schemas"]["Label"];
                    number: components["schemas"]["Label"];
                }[];
            }[];
            attributes?: {
                [key: string]: string;
            };
            /** @description places of an area that the organizer keeps from sale: a higher number blocks available places, a lower one sells blocked places again */
            blocked?: number;
            /** @description of an area; not below what is held or booked */
            capacity?: number;
            id: string;
            name?: string;
            /** @description of places not yet held: holds and bookings keep theirs */
            price?: number;
            /** @description rows of which no seat is held or booked */
            removeRows?: string[];
            /** @description labels of seats that are neither held nor booked; each leaves a gap */
            removeSeats?: string[];
        };
        /** @description This call is for pages of this origin, which send the header Holdfast-Session: cookie. */
        SessionHeaderRequiredProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "session-header-required";
            /** @enum {integer} */
            status: 403;
        };
        Settlement: {
            /** @description how the money was given back, for the journal; without e-mail addresses */
            reason: string;
            /** @description the number of the refund; required if the payment has several refunds */
            refund?: number;
        };
        SignedIn: {
            accessToken: string;
            /** @description seconds of the access token's life */
            expiresIn: number;
            /** @description for one refresh; keep the one that it answers with instead */
            refreshToken: string;
            /** @constant */
            tokenType: "Bearer";
            user: components["schemas"]["User"];
        };
        SoldBooking: {
            /**
             * Format: date-time
             * @description the deadline of the owner, with the event as it is now; absent if the booking or its event is cancelled: then there is no deadline
             */
            cancellableUntil?: string;
            /** @description of the booking or parts of it, in their order; absent if there are none */
            cancellations?: components["schemas"]["BookingCancellation"][];
            /** Format: date-time */
            cancelledAt?: string;
            /** @description the promo or access code, in upper case */
            code?: string;
            /** Format: date-time */
            confirmedAt: string;
            customerId: string;
            /** @description as it is now; in the response to the payment, and if the event was deleted, as it was sold */
            event: {
                /** @description the facts of the event that differ from those at the sale of this booking, in this order; absent if none does */
                changedSince?: ("title" | "venue" | "startsAt" | "endsAt" | "status")[];
                /**
                 * Format: date-time
                 * @description when doors open now; not in the response to the payment, and absent if the event was deleted
                 */
                doorsAt?: string;
                /** Format: date-time */
                endsAt: string;
                /** Format: date-time */
                startsAt: string;
                /**
                 * @description scheduled: it takes place, even if its sales have ended; absent if the event was deleted
                 * @enum {string}
                 */
                status?: "scheduled" | "cancelled";
                /** @description the current zone of the event; absent if the event was deleted */
                timeZone?: string;
                title: string;
                venue?: string;
            };
            eventId: string;
            id: string;
            /** @description the part of the total that the cancellations so far do not return; present if `lines` is */
            kept?: components["schemas"]["Money"];
            /** @description the lines of the total, as they were when the places were priced; absent without ticket types, fees, taxes and a code */
            lines?: components["schemas"]["TotalLine"][];
            /** @description absent where the total is 0; refunds of parts do not change its state, and it stays captured if fees of a cancelled booking are kept */
            payment?: {
                id: string;
                /** @enum {string} */
                state: "initiated" | "authorised" | "captured" | "declined" | "voided" | "refunded";
            };
            /** @description all places that were booked, also those that are cancelled */
            places: ({
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description the name of its row; absent once the seat is no longer in the layout */
                row?: string;
                /** @description its number in the row, or its label once it is no longer in the layout */
                seat: string;
                seatId: components["schemas"]["SeatId"];
                /** @description the name of its section, or its id once the section is gone */
                section: string;
                /** @description one for a seat, one for each place of an area; the ticket of a cancelled place is void and keeps its number */
                tickets: components["schemas"]["Ticket"][];
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            } | {
                areaId: string;
                /** @description what the code took off; absent if nothing */
                discount?: components["schemas"]["Money"];
                /** @description of the area, or its id once the area is gone */
                name: string;
                /** @description of one place, after the discount */
                price: components["schemas"]["Money"];
                /** @description of places with this type, price and discount */
                quantity: number;
                /** @description one for a seat, one for each place of an area; the ticket of a cancelled place is void and keeps its number */
                tickets: components["schemas"]["Ticket"][];
                /** @description its ticket type; absent if the event had none */
                type?: components["schemas"]["SoldTicketType"];
            })[];
            /** @description a code that people can read out. New references have no 0, O, 1, I, L or U. Two bookings may have the same reference */
            reference: string;
            /** @description only of a cancelled booking: the sum of all refunds */
            refund?: components["schemas"]["Refund"];
            /** @description the sum of all refunds, also of those that are not made yet */
            refunded: components["schemas"]["Money"];
            /** @description one for each cancellation that returns money, in their order */
            refunds: components["schemas"]["NumberedRefund"][];
            sellerTaxNumber?: string;
            /** @enum {string} */
            status: "confirmed" | "cancelled";
            /** @description the taxes in what is kept, by rate; absent if the seller has named none */
            taxes?: components["schemas"]["TaxLine"][];
            /** @description the price of all places that were booked, with the fees */
            total: components["schemas"]["Money"];
        };
        /** @description A ticket type, with its name at the sale. */
        SoldTicketType: {
            id: string;
            name: string;
        };
        Stage: {
            /**
             * @description of payments
             * @enum {string}
             */
            gateway: "simulated" | "stripe" | "none";
            /** @description it has demonstration data, and nobody is charged */
            isTestStage: boolean;
            /** @description of mails, documents and the web app */
            languages: ("en" | "de")[];
            links: {
                /** @description the address of the legal notice */
                legalNotice?: string;
                /** @description the address of the privacy notice */
                privacy?: string;
                /** @description the address of the operator's terms */
                terms?: string;
            };
            /** @description of Stripe: for its Payment Element in the browser */
            stripePublishableKey?: string;
        };
        Stats: {
            /**
             * Format: date-time
             * @description sales of the last seconds may be missing
             */
            asOf: string;
            /** @description each is one of the two */
            bookings: {
                cancelled: number;
                confirmed: number;
            };
            /** @description active ones with those that have lapsed and are not swept yet; confirmed: ever, and for good */
            holds: {
                active: number;
                confirmed: number;
                expired: number;
                released: number;
            };
            revenue: {
                /** @description what the gateway took */
                captured: components["schemas"]["Money"];
                currency: string;
                /** @description of all bookings ever confirmed */
                gross: components["schemas"]["Money"];
                /** @description gross less refunded */
                net: components["schemas"]["Money"];
                /** @description what the cancellations of bookings and of their parts return */
                refunded: components["schemas"]["Money"];
                /** @description what of it was given back; soon after refunded */
                returned: components["schemas"]["Money"];
            }[];
        };
        TaxLine: {
            /** @description the prices and fees at this rate, with the tax */
            gross: components["schemas"]["Money"];
            percent: number;
            /** @description the tax that they include, rounded once */
            tax: components["schemas"]["Money"];
        };
        Ticket: {
            id: string;
            /** @enum {string} */
            status: "valid" | "redeemed" | "void";
        };
        TicketKey: {
            /** @constant */
            alg: "EdDSA";
            /** @constant */
            crv: "Ed25519";
            /** @description the name of the key, which the header of a code has */
            kid: string;
            /** @constant */
            kty: "OKP";
            /** @constant */
            use: "sig";
            x: string;
        };
        TicketKeySet: {
            keys: components["schemas"]["TicketKey"][];
        };
        TicketLinks: {
            /**
             * Format: date-time
             * @description the addresses need no token, and end then: do not store them
             */
            expiresAt: string;
            /** @description the address of the calendar file of the event */
            ics: string;
            /** @description the address of the tickets as PDF, one page a ticket */
            pdf: string;
        };
        /** @description There is no such ticket. */
        TicketNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "ticket-not-found";
            /** @enum {integer} */
            status: 404;
        };
        /** @description The ticket is for another event. */
        TicketOfOtherEventProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "ticket-of-other-event";
            /** @description id of the event that the ticket is for */
            eventId: string;
            /** @enum {integer} */
            status: 409;
        };
        TicketPlace: {
            /** @description the name of its row; absent once the seat is no longer in the layout */
            row?: string;
            /** @description its number in the row, or its label once it is no longer in the layout */
            seat: string;
            seatId: components["schemas"]["SeatId"];
            /** @description the name of its section, or its id once the section is gone */
            section: string;
        } | {
            areaId: string;
            /** @description of the area, or its id once the area is gone */
            name: string;
        };
        /** @description Some of the tickets were used at the door. */
        TicketRedeemedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "ticket-redeemed";
            /** @enum {integer} */
            status: 409;
            /** @description list of ids */
            ticketIds: string[];
        };
        TicketType: {
            id: string;
            name: string;
            /**
             * @description it is sold only with a code that unlocks it
             * @constant
             */
            needsCode?: true;
            /** @description a hold with this type must also have a place of one of these types */
            onlyWith?: string[];
            /** @description of the place's own price; with neither, the price is that of the place */
            percent?: number;
            /** @description availability says how many are left */
            placesMax?: number;
            placesPerHoldMax?: number;
            price?: components["schemas"]["Money"];
            /** @description the sections and areas where it is sold; absent: all */
            sections?: {
                id: string;
                /** @description of the place's own price; with neither, the price is that of the place */
                percent?: number;
                price?: components["schemas"]["Money"];
            }[];
            /** @description included in its price; absent: the event's */
            taxPercent?: number;
        };
        TicketTypeId: string;
        /** @description Bookings have this ticket type. */
        TicketTypeInUseProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "ticket-type-in-use";
            /** @enum {integer} */
            status: 409;
            /** @description list of ids */
            types: string[];
        };
        /** @description The event has no such ticket type. */
        TicketTypeNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "ticket-type-not-found";
            /** @enum {integer} */
            status: 422;
            /** @description list of ids */
            types: string[];
        };
        /** @description The ticket type is not sold for these places. */
        TicketTypeNotOfferedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "ticket-type-not-offered";
            /** @description list of `seatId`, `areaId` or `sectionId`, and `type?` */
            places: {
                areaId?: string;
                seatId?: string;
                /** @description if `bestAvailable` was requested */
                sectionId?: string;
                /** @description absent if no type is sold there without a code */
                type?: string;
            }[];
            /** @enum {integer} */
            status: 422;
        };
        /** @description A hold may not combine ticket types like this. */
        TicketTypesNotAllowedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "ticket-types-not-allowed";
            /** @enum {integer} */
            status: 422;
            /** @description list of `type`, `placesMax?` and `onlyWith?` */
            types: {
                /** @description the types of which the hold must also have a place */
                onlyWith?: string[];
                /** @description the places of the type that one hold may have */
                placesMax?: number;
                type: string;
            }[];
        };
        /** @description The ticket type does not have that many places left. */
        TicketTypeSoldOutProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "ticket-type-sold-out";
            /** @description list of `type` and `available` */
            shortages: {
                /** @description the places that can still be had */
                available: number;
                /** @description the id of the ticket type */
                type: string;
            }[];
            /** @enum {integer} */
            status: 409;
        };
        /** @description The ticket is not valid any more. */
        TicketVoidProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "ticket-void";
            /**
             * @description `cancelled`, `replaced`, `event-cancelled` or `no-booking`
             * @enum {string}
             */
            reason: "cancelled" | "replaced" | "event-cancelled" | "no-booking";
            /**
             * Format: date-time
             * @description time of the cancellation
             */
            since?: string;
            /** @enum {integer} */
            status: 409;
        };
        /** @description The organization has as many open invitations as it may have. */
        TooManyInvitationsProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "too-many-invitations";
            /** @description number */
            invitationsMax: number;
            /** @enum {integer} */
            status: 409;
        };
        /** @description The organization has as many members as it may have. */
        TooManyMembersProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "too-many-members";
            /** @description number */
            membersMax: number;
            /** @enum {integer} */
            status: 409;
        };
        /** @description The event has had as many messages in a day as it may have. */
        TooManyMessagesProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "too-many-messages";
            /** @description number */
            messagesMax: number;
            /**
             * Format: date-time
             * @description time
             */
            nextAt: string;
            /** @enum {integer} */
            status: 409;
        };
        /** @description This hold has used up its payment attempts. */
        TooManyPaymentsProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "too-many-payments";
            /** @description number */
            paymentsMax: number;
            /** @enum {integer} */
            status: 409;
        };
        /** @description That is more places than one hold may have. */
        TooManyPlacesProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "too-many-places";
            /** @description number */
            placesMax: number;
            /** @enum {integer} */
            status: 422;
        };
        /** @description The booking has used up its new codes. */
        TooManyReissuesProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "too-many-reissues";
            /** @description number */
            reissuesMax: number;
            /** @enum {integer} */
            status: 409;
        };
        /** @description The ticket was scanned too often. */
        TooManyScansProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "too-many-scans";
            /** @description number */
            scansMax: number;
            /** @enum {integer} */
            status: 409;
        };
        /** @description Places of one type and price, the discount of the code, or a fee. */
        TotalLine: {
            /** @description all lines sum up to the total */
            amount: components["schemas"]["Money"];
            /** @constant */
            kind: "places";
            /** @description of the section or area, or its id once it is gone */
            name: string;
            /** @description of one place, before the discount */
            price: components["schemas"]["Money"];
            quantity: number;
            sectionId: string;
            type?: components["schemas"]["SoldTicketType"];
        } | {
            /** @description negative */
            amount: components["schemas"]["Money"];
            code: string;
            /** @constant */
            kind: "discount";
        } | {
            /** @description all lines sum up to the total */
            amount: components["schemas"]["Money"];
            id: string;
            /** @constant */
            kind: "fee";
            name: string;
            /** @description the tickets that have the fee, or 1 if it is on the booking */
            quantity: number;
        };
        /** @description A valid bearer token is needed. */
        UnauthenticatedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "unauthenticated";
            /** @enum {integer} */
            status: 401;
        };
        UndeliveredMail: {
            /** Format: date-time */
            at: string;
            bookingId: string;
            /** @description as the account is now: both are `deleted` after it was deleted, and absent for demonstration customers */
            customer: {
                email?: string;
                id: string;
                name?: string;
            };
            /** @enum {string} */
            kind: "booking-confirmed" | "booking-places-cancelled" | "booking-cancelled" | "event-cancelled" | "event-changed" | "organizer-message" | "verify-email" | "reset-password" | "change-email" | "email-changed" | "guest-link" | "invitation";
            /**
             * @description `bounced`: the address takes no mail. `bounced-for-now`: for a reason that may pass. `complained`: its reader reported it as unwanted. `rejected`, `refused`: the mail service did not take it. `suppressed`: an earlier mail to the address bounced, or was reported
             * @enum {string}
             */
            reason: "bounced" | "bounced-for-now" | "complained" | "rejected" | "suppressed" | "refused";
            reference?: string;
        };
        UnfinishedPayment: {
            amount: components["schemas"]["Money"];
            /** @description once it has paid for a booking */
            bookingId?: string;
            customerId: string;
            eventId: string;
            holdId: string;
            /** @description the payment or one of its refunds is stuck, or unfinished for hours */
            needsPerson: boolean;
            paymentId: string;
            /** @description one for each cancellation that returns money, in their order */
            refunds: components["schemas"]["PaymentRefund"][];
            /**
             * Format: date-time
             * @description unfinished
             */
            since: string;
            /**
             * @description what the gateway has said
             * @enum {string}
             */
            state: "initiated" | "authorised" | "captured" | "declined" | "voided" | "refunded";
            /**
             * Format: date-time
             * @description when the gateway refused for good the next step of the payment, or the first of its stuck refunds: see settle-payment
             */
            stuckSince?: string;
            /**
             * @description where it is to end
             * @enum {string}
             */
            wanted: "captured" | "voided" | "refunded";
        };
        /** @description The body must be application/json, without Content-Encoding. */
        UnsupportedMediaTypeProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "unsupported-media-type";
            /** @enum {integer} */
            status: 415;
        };
        User: {
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description present if the account was deleted; `email` and `name` are then `deleted`
             */
            deletedAt?: string;
            email: string;
            /**
             * Format: date-time
             * @description when its owner proved to receive mail at the address
             */
            emailVerifiedAt?: string;
            id: string;
            /**
             * @description without a password; `reset-password` makes it an account with the same id
             * @constant
             */
            isGuest?: true;
            /**
             * @description of mails; absent: `en`
             * @enum {string}
             */
            language?: "en" | "de";
            name: string;
            /** @enum {string} */
            role: "customer" | "organizer" | "admin";
        };
        /** @description There is no such user. */
        UserNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "user-not-found";
            /** @enum {integer} */
            status: 404;
        };
        /** @description The request does not have the documented form. */
        ValidationFailedProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "validation-failed";
            /** @description list of `path` and `message` */
            errors: {
                message: string;
                /** @description of the field, such as `body.seats.0` or `query.limit` */
                path: string;
            }[];
            /** @enum {integer} */
            status: 400;
        };
        Violation: {
            areaId?: string;
            detail: string;
            /** @description of the claims that it is about; a booking shares its id */
            holdIds: string[];
            /** @enum {string} */
            kind: "seat-sold-twice" | "seat-lost" | "block-unowned" | "area-off" | "charge-without-booking" | "booking-without-charge" | "tickets-off" | "refunds-off" | "hold-not-expired" | "journal-incomplete" | "journal-differs" | "reference-missing" | "limit-off" | "itinerary-off" | "tally-off" | "sales-off" | "gates-off";
            seatId?: string;
        };
        /** @description The password is too weak. */
        WeakPasswordProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "weak-password";
            /**
             * @description `length` or `common`
             * @enum {string}
             */
            reason: "length" | "common";
            /** @enum {integer} */
            status: 422;
        };
        /** @description This gate does not admit the ticket. */
        WrongGateProblem: components["schemas"]["Problem"] & {
            /** @enum {string} */
            code: "wrong-gate";
            /** @description list of the ids of the gates that admit the ticket */
            gates: string[];
            /** @enum {integer} */
            status: 409;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    "read-start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-ticket-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketKeySet"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-docs-file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                    "text/html": string;
                    "text/javascript": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["RouteNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-event-page": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["RouteNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "open-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-openapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "find-bookings": {
        parameters: {
            query?: {
                cursor?: string;
                customerId?: string;
                eventId?: string;
                /** @description confirmed at or after this time; default: 31 days before to, but for a customer or a reference */
                from?: string;
                limit?: number;
                /** @description the booking reference, in upper or lower case, with or without spaces and hyphens. If no booking has exactly this reference, 0 also finds O, and 1 also finds I and L */
                reference?: string;
                status?: "confirmed" | "cancelled";
                /** @description and before this one; default: now */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SoldBooking"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "find-holds": {
        parameters: {
            query?: {
                cursor?: string;
                customerId?: string;
                eventId?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LiveHold"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-journal": {
        parameters: {
            query?: {
                action?: string;
                bookingId?: string;
                cursor?: string;
                customerId?: string;
                eventId?: string;
                /** @description at or after this time; default: 31 days before to, but for one hold, booking or organization, whose whole journal is read */
                from?: string;
                holdId?: string;
                limit?: number;
                organizationId?: string;
                /** @description and before this one; default: now */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["JournalEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-occupancy": {
        parameters: {
            query?: {
                cursor?: string;
                /** @description this one alone */
                eventId?: string;
                /** @description events that start at this time or later; default: events that have not ended, or ended less than a day ago */
                from?: string;
                limit?: number;
                /** @description and before this one */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Occupancy"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["OrganizationRoleRequiredProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-payment-simulator": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentSimulator"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "change-payment-simulator": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewPaymentSimulator"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentSimulator"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "find-payments": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description only those that need a person, or only the others */
                needsPerson?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["UnfinishedPayment"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "resume-payment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["PaymentNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PaymentNotStuckProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "settle-payment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Settlement"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["PaymentNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PaymentNotStuckProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-stats": {
        parameters: {
            query?: {
                /** @description default: of all events */
                eventId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-users": {
        parameters: {
            query?: {
                cursor?: string;
                /** @description exactly this one */
                email?: string;
                limit?: number;
                role?: "customer" | "organizer" | "admin";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["User"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "delete-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["UserNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["AccountIsNeededProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "change-role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRole"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["UserNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["OwnRoleProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "change-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkUse"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["LinkOfOtherAccountProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["EmailTakenProblem"] | components["schemas"]["LinkUsedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["InvalidLinkProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "open-guest-session-with-cookie": {
        parameters: {
            query?: never;
            header: {
                /** @description Proves that a page of this origin has sent the request: no form of another site can send it. */
                "Holdfast-Session": "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkUse"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CookieSession"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["SessionHeaderRequiredProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["EmailTakenProblem"] | components["schemas"]["LinkUsedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["InvalidLinkProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "login-with-cookie": {
        parameters: {
            query?: never;
            header: {
                /** @description Proves that a page of this origin has sent the request: no form of another site can send it. */
                "Holdfast-Session": "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CookieSession"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadCredentialsProblem"] | components["schemas"]["SessionHeaderRequiredProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "logout-with-cookie": {
        parameters: {
            query?: never;
            header: {
                /** @description Proves that a page of this origin has sent the request: no form of another site can send it. */
                "Holdfast-Session": "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["SessionHeaderRequiredProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "refresh-with-cookie": {
        parameters: {
            query?: never;
            header: {
                /** @description Proves that a page of this origin has sent the request: no form of another site can send it. */
                "Holdfast-Session": "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CookieSession"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["InvalidRefreshTokenProblem"] | components["schemas"]["SessionHeaderRequiredProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "register-with-cookie": {
        parameters: {
            query?: never;
            header: {
                /** @description Proves that a page of this origin has sent the request: no form of another site can send it. */
                "Holdfast-Session": "cookie";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CookieSession"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["SessionHeaderRequiredProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["EmailTakenProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["WeakPasswordProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "request-email-change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEmail"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BadCredentialsProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "request-guest-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuestLink"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "open-guest-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkUse"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["EmailTakenProblem"] | components["schemas"]["LinkUsedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["InvalidLinkProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BadCredentialsProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["InvalidRefreshTokenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "delete-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnDeletion"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BadCredentialsProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["AccountIsNeededProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "edit-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileChanges"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "export-account": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ExportedPart"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BadCredentialsProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["WeakPasswordProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "request-password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["InvalidRefreshTokenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["EmailTakenProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["WeakPasswordProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasswordByLink"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["LinkUsedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["InvalidLinkProblem"] | components["schemas"]["WeakPasswordProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "request-verification-mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkUse"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["LinkOfOtherAccountProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["InvalidLinkProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-bookings": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description the booking reference, in upper or lower case, with or without spaces and hyphens. If no booking has exactly this reference, 0 also finds O, and 1 also finds I and L */
                reference?: string;
                status?: "confirmed" | "cancelled";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Booking"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "confirm-booking": {
        parameters: {
            query?: never;
            header: {
                /** @description One key, one effect: the same key with the same request gives the first answer again, for 24 hours. Final for the key are also the refusals payment-declined, hold-expired, hold-not-extendable, cancellation-closed. After any other problem the same key may succeed later. Random keys are best. Of a key that contains an e-mail address only a digest is stored. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBooking"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Booking"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedPayment"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["IdempotencyKeyRequiredProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["PaymentDeclinedProblem"] | components["schemas"]["HoldNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["HoldExpiredProblem"] | components["schemas"]["HoldReleasedProblem"] | components["schemas"]["HoldConfirmedProblem"] | components["schemas"]["PaymentInProgressProblem"] | components["schemas"]["TooManyPaymentsProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"] | components["schemas"]["PaymentUnavailableProblem"];
                };
            };
        };
    };
    "read-booking": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                bookingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Booking"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "cancel-booking": {
        parameters: {
            query?: {
                /** @description true: checks the cancellation, answers with its refund and the booking after it, and changes nothing. The idempotency key stays unused */
                dryRun?: boolean;
            };
            header: {
                /** @description One key, one effect: the same key with the same request gives the first answer again, for 24 hours. Final for the key are also the refusals payment-declined, hold-expired, hold-not-extendable, cancellation-closed. After any other problem the same key may succeed later. Random keys are best. Of a key that contains an e-mail address only a digest is stored. */
                "Idempotency-Key": string;
            };
            path: {
                bookingId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewCancellation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cancellation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["IdempotencyKeyRequiredProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["BookingCancelledProblem"] | components["schemas"]["BookingPlacesCancelledProblem"] | components["schemas"]["TicketRedeemedProblem"] | components["schemas"]["RefundNotPossibleProblem"] | components["schemas"]["CancellationClosedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "create-receipt-link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                bookingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptLink"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-receipt-pdf": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                bookingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "create-ticket-links": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                bookingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketLinks"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["TicketVoidProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                bookingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookedTickets"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-tickets-pdf": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                bookingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["TicketVoidProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-ticket-qr": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                bookingId: string;
                ticketId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["TicketNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["TicketVoidProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "reissue-ticket": {
        parameters: {
            query?: never;
            header: {
                /** @description One key, one effect: the same key with the same request gives the first answer again, for 24 hours. Final for the key are also the refusals payment-declined, hold-expired, hold-not-extendable, cancellation-closed. After any other problem the same key may succeed later. Random keys are best. Of a key that contains an e-mail address only a digest is stored. */
                "Idempotency-Key": string;
            };
            path: {
                bookingId: string;
                ticketId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookedTicket"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["IdempotencyKeyRequiredProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["TicketNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["TicketRedeemedProblem"] | components["schemas"]["TicketVoidProblem"] | components["schemas"]["TooManyReissuesProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "create-demo-customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDemoCustomers"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DemoCustomers"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-mails": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["MailboxEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-mail": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mailId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxMail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["MailNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "race-for-seat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRace"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RaceResult"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["SalesNotOpenProblem"] | components["schemas"]["CustomerLimitReachedProblem"] | components["schemas"]["SeatsUnavailableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["TooManyPlacesProblem"] | components["schemas"]["PlaceNotFoundProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-events": {
        parameters: {
            query?: {
                cursor?: string;
                /** @description the day on which an event starts, in its own time zone; also events that have ended; instead of from and to */
                date?: string;
                /** @description of a journey, together with origin */
                destination?: string;
                /** @description events that start at this time or later, also those that have ended; default: events that have not ended */
                from?: string;
                kind?: "concert" | "theatre" | "festival" | "sport" | "conference" | "other" | "flight" | "train" | "bus" | "ferry";
                limit?: number;
                /** @description together with organizer: only the events of this organization of the caller; for an admin, of any */
                organizationId?: string;
                /** @description the events of all organizations of the caller, the newest first: also those that are being prepared, have ended, are closed or cancelled. Needs a token */
                organizer?: "me";
                /** @description of a journey, together with destination */
                origin?: string;
                /** @description words that must all be found, in the title, the venue, the service or the route */
                q?: string;
                /** @description the number of a flight or train */
                service?: string;
                /** @description one or more of upcoming, open, closed, cancelled, and with organizer preparing, separated by commas; default: all but cancelled, and with organizer all */
                status?: string;
                /** @description events that start before this time */
                to?: string;
            };
            header?: {
                /** @description The ETag of an answer that the caller has. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "publish-event": {
        parameters: {
            query?: never;
            header?: {
                /** @description Without a key each call has its effect. One key, one effect: the same key with the same request gives the first answer again, for 24 hours. Final for the key are also the refusals payment-declined, hold-expired, hold-not-extendable, cancellation-closed. After any other problem the same key may succeed later. Random keys are best. Of a key that contains an e-mail address only a digest is stored. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEvent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["OrganizationRoleRequiredProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-event": {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that the caller has. */
                "If-None-Match"?: string;
            };
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "delete-event": {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the event as the caller has read it: the edit is refused with `event-changed` if the event was edited since. Several tags, or `*`, are possible. Only the version in the tag counts, not the status. The edit that was made last counts as done if it is repeated with the same tag. */
                "If-Match"?: string;
            };
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["EventNotEditableProblem"] | components["schemas"]["EventHasBookingsProblem"] | components["schemas"]["EventChangedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "edit-event": {
        parameters: {
            query?: {
                /** @description true: validates the edit, shows what it would do to the event and its bookings, and changes nothing. It does not check whether the places that the edit removes or blocks are held or booked */
                dryRun?: boolean;
            };
            header?: {
                /** @description The ETag of the event as the caller has read it: the edit is refused with `event-changed` if the event was edited since. Several tags, or `*`, are possible. Only the version in the tag counts, not the status. The edit that was made last counts as done if it is repeated with the same tag. */
                "If-Match"?: string;
            };
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventChanges"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"] | components["schemas"]["EditPreview"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["EventNotEditableProblem"] | components["schemas"]["SeatsUnavailableProblem"] | components["schemas"]["AreaSoldOutProblem"] | components["schemas"]["TicketTypeInUseProblem"] | components["schemas"]["CapacityBelowSoldProblem"] | components["schemas"]["EventHasBookingsProblem"] | components["schemas"]["EventChangedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-availability": {
        parameters: {
            query?: {
                /** @description true: reads the seats now instead of a response that may be 2 s old */
                fresh?: boolean;
            };
            header?: {
                /** @description The ETag of an answer that the caller has. */
                "If-None-Match"?: string;
            };
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Availability"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-blocks": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description only the blocks of this owner */
                owner?: "organizer" | "edit";
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Block"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-event-bookings": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description the id of a section or area: only bookings that have or had a place of it */
                section?: string;
                status?: "confirmed" | "cancelled";
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EventBooking"][];
                        nextCursor: string | null;
                    };
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-check-ins": {
        parameters: {
            query?: {
                cursor?: string;
                /** @description the id of a gate: only its scans */
                gate?: string;
                limit?: number;
                result?: "admitted" | "left" | "duplicate" | "void" | "void-later";
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ListedScan"][];
                        nextCursor: string | null;
                    };
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "check-in": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCheckIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckIn"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["TicketNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["TicketOfOtherEventProblem"] | components["schemas"]["TicketVoidProblem"] | components["schemas"]["DoorsNotOpenProblem"] | components["schemas"]["EventOverProblem"] | components["schemas"]["WrongGateProblem"] | components["schemas"]["AlreadyAdmittedProblem"] | components["schemas"]["NotInsideProblem"] | components["schemas"]["TooManyScansProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["NonceReusedProblem"] | components["schemas"]["InvalidCodeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "report-scans": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScanReport"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScanResults"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-check-in-counts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckInCounts"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-codes": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Code"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "create-codes": {
        parameters: {
            query?: never;
            header: {
                /** @description One key, one effect: the same key with the same request gives the first answer again, for 24 hours. Final for the key are also the refusals payment-declined, hold-expired, hold-not-extendable, cancellation-closed. After any other problem the same key may succeed later. Random keys are best. Of a key that contains an e-mail address only a digest is stored. */
                "Idempotency-Key": string;
            };
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCodes"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedCodes"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["IdempotencyKeyRequiredProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["EventNotEditableProblem"] | components["schemas"]["CodeTakenProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-code": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Code"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["CodeNotFoundProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "edit-code": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                eventId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeChanges"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Code"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["CodeNotFoundProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "end-code": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Code"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["CodeNotFoundProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-door": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description of an earlier response: only the tickets of bookings that have changed since then */
                since?: string;
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Door"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "place-hold": {
        parameters: {
            query?: never;
            header: {
                /** @description One key, one effect: the same key with the same request gives the first answer again, for 24 hours. Final for the key are also the refusals payment-declined, hold-expired, hold-not-extendable, cancellation-closed. After any other problem the same key may succeed later. Random keys are best. Of a key that contains an e-mail address only a digest is stored. */
                "Idempotency-Key": string;
            };
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHold"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["IdempotencyKeyRequiredProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["EmailNotVerifiedProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["SalesNotOpenProblem"] | components["schemas"]["CustomerLimitReachedProblem"] | components["schemas"]["OverlappingJourneyProblem"] | components["schemas"]["SeatsUnavailableProblem"] | components["schemas"]["AreaSoldOutProblem"] | components["schemas"]["NoAdjacentSeatsProblem"] | components["schemas"]["TicketTypeSoldOutProblem"] | components["schemas"]["CodeNotUsableProblem"] | components["schemas"]["CodeUsedUpProblem"] | components["schemas"]["CodeLimitReachedProblem"] | components["schemas"]["PriceChangedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["TooManyPlacesProblem"] | components["schemas"]["CodeNotFoundProblem"] | components["schemas"]["TicketTypeNotFoundProblem"] | components["schemas"]["TicketTypeNotOfferedProblem"] | components["schemas"]["TicketTypesNotAllowedProblem"] | components["schemas"]["PlaceNotFoundProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "check-integrity": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integrity"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "preview-message": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessagePreviewRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePreview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["PlaceNotFoundProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-messages": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Message"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "send-message": {
        parameters: {
            query?: never;
            header: {
                /** @description One key, one effect: the same key with the same request gives the first answer again, for 24 hours. Final for the key are also the refusals payment-declined, hold-expired, hold-not-extendable, cancellation-closed. After any other problem the same key may succeed later. Random keys are best. Of a key that contains an e-mail address only a digest is stored. */
                "Idempotency-Key": string;
            };
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedMessage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["IdempotencyKeyRequiredProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["RecipientsChangedProblem"] | components["schemas"]["TooManyMessagesProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["PlaceNotFoundProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "quote-places": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewQuote"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["SalesNotOpenProblem"] | components["schemas"]["CodeNotUsableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["TooManyPlacesProblem"] | components["schemas"]["CodeNotFoundProblem"] | components["schemas"]["TicketTypeNotFoundProblem"] | components["schemas"]["TicketTypeNotOfferedProblem"] | components["schemas"]["TicketTypesNotAllowedProblem"] | components["schemas"]["PlaceNotFoundProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-revocations": {
        parameters: {
            query?: {
                /** @description the `asOf` of an earlier list: gives only what may have become void since then, to be added to that list */
                since?: string;
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revocations"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-sales": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventSales"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-seats": {
        parameters: {
            query?: {
                /** @description true: reads the seats now instead of a response that may be 2 s old */
                fresh?: boolean;
                /** @description asOf of an earlier answer: only what has changed since, or the whole map where that is not known or too much */
                since?: string;
            };
            header?: {
                /** @description The ETag of an answer that the caller has. */
                "If-None-Match"?: string;
            };
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatMap"] | components["schemas"]["SeatMapChanges"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "find-tickets": {
        parameters: {
            query?: {
                /** @description the booking reference, in upper or lower case, with or without spaces and hyphens. If no booking has exactly this reference, 0 also finds O, and 1 also finds I and L */
                reference?: string;
                /** @description the id of a seat, such as stalls/A-1; any other text finds none */
                seat?: string;
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundTickets"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-undelivered-mails": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["UndeliveredMail"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["NotYourEventProblem"] | components["schemas"]["EventNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-holds": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                status?: "active" | "confirmed" | "released" | "expired";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Hold"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-hold": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                holdId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["HoldNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "release-hold": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                holdId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["HoldNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["HoldConfirmedProblem"] | components["schemas"]["PaymentInProgressProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "extend-hold": {
        parameters: {
            query?: never;
            header: {
                /** @description One key, one effect: the same key with the same request gives the first answer again, for 24 hours. Final for the key are also the refusals payment-declined, hold-expired, hold-not-extendable, cancellation-closed. After any other problem the same key may succeed later. Random keys are best. Of a key that contains an e-mail address only a digest is stored. */
                "Idempotency-Key": string;
            };
            path: {
                holdId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["IdempotencyKeyRequiredProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["HoldNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["HoldNotExtendableProblem"] | components["schemas"]["HoldExpiredProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "accept-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Acceptance"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["InvitationNotYoursProblem"] | components["schemas"]["InvitationNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["AlreadyMemberProblem"] | components["schemas"]["TooManyMembersProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-linked-booking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description from the link of a mail about the booking, after `#booking=` */
                    token: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkedBooking"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["BookingNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["InvalidLinkProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-notices": {
        parameters: {
            query: {
                /** @description nextCursor of an earlier response; 0 begins with the first notice of the organization */
                after?: string;
                limit?: number;
                organizationId: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticesPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["OrganizationRoleRequiredProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-organizations": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Organization"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-organization": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["OrganizationNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "edit-organization": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationChanges"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["OrganizationRoleRequiredProblem"] | components["schemas"]["OrganizationNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-invitations": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invitation"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["OrganizationRoleRequiredProblem"] | components["schemas"]["OrganizationNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "invite-member": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedInvitation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["OrganizationRoleRequiredProblem"] | components["schemas"]["OrganizationNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["AlreadyMemberProblem"] | components["schemas"]["TooManyMembersProblem"] | components["schemas"]["TooManyInvitationsProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "withdraw-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitationId: string;
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["OrganizationRoleRequiredProblem"] | components["schemas"]["OrganizationNotFoundProblem"] | components["schemas"]["InvitationNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "list-members": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["OrganizationNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["NotAcceptableProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "remove-member": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["OrganizationRoleRequiredProblem"] | components["schemas"]["OrganizationNotFoundProblem"] | components["schemas"]["MemberNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["LastOwnerProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "change-member": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMemberRole"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["OrganizationRoleRequiredProblem"] | components["schemas"]["OrganizationNotFoundProblem"] | components["schemas"]["MemberNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["LastOwnerProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-payment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["UnauthenticatedProblem"] | components["schemas"]["PaymentNotFoundProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "receive-webhook": {
        parameters: {
            query?: never;
            header: {
                /** @description Signs the body, byte by byte. */
                "stripe-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_1S",
                 *       "object": "event",
                 *       "type": "payment_intent.succeeded",
                 *       "data": {
                 *         "object": {
                 *           "id": "pi_3S",
                 *           "object": "payment_intent",
                 *           "metadata": {
                 *             "paymentId": "pay_7c1mz5q0xk4wr9t2ydb8hv6ne_1"
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["InvalidSignatureProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
    "read-stage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["MethodNotAllowedProblem"] | components["schemas"]["PayloadTooLargeProblem"] | components["schemas"]["UnsupportedMediaTypeProblem"] | components["schemas"]["HeadersTooLargeProblem"] | components["schemas"]["InternalProblem"] | components["schemas"]["BusyProblem"];
                };
            };
        };
    };
}

export const OPERATIONS = {
  "accept-invitation": {
    "method": "POST",
    "path": "/v1/invitations/accept"
  },
  "cancel-booking": {
    "method": "POST",
    "path": "/v1/bookings/{bookingId}/cancel",
    "isKeyed": true
  },
  "change-email": {
    "method": "POST",
    "path": "/v1/auth/change-email"
  },
  "change-member": {
    "method": "PATCH",
    "path": "/v1/organizations/{organizationId}/members/{memberId}"
  },
  "change-password": {
    "method": "POST",
    "path": "/v1/auth/password"
  },
  "change-payment-simulator": {
    "method": "PUT",
    "path": "/v1/admin/payment-simulator"
  },
  "change-role": {
    "method": "PATCH",
    "path": "/v1/admin/users/{userId}"
  },
  "check-in": {
    "method": "POST",
    "path": "/v1/events/{eventId}/check-ins"
  },
  "check-integrity": {
    "method": "GET",
    "path": "/v1/events/{eventId}/integrity"
  },
  "confirm-booking": {
    "method": "POST",
    "path": "/v1/bookings",
    "isKeyed": true
  },
  "create-codes": {
    "method": "POST",
    "path": "/v1/events/{eventId}/codes",
    "isKeyed": true
  },
  "create-demo-customers": {
    "method": "POST",
    "path": "/v1/demo/customers"
  },
  "create-receipt-link": {
    "method": "POST",
    "path": "/v1/bookings/{bookingId}/receipt-links"
  },
  "create-ticket-links": {
    "method": "POST",
    "path": "/v1/bookings/{bookingId}/ticket-links"
  },
  "delete-account": {
    "method": "DELETE",
    "path": "/v1/auth/me"
  },
  "delete-event": {
    "method": "DELETE",
    "path": "/v1/events/{eventId}"
  },
  "delete-user": {
    "method": "DELETE",
    "path": "/v1/admin/users/{userId}"
  },
  "edit-code": {
    "method": "PATCH",
    "path": "/v1/events/{eventId}/codes/{code}"
  },
  "edit-event": {
    "method": "PATCH",
    "path": "/v1/events/{eventId}"
  },
  "edit-organization": {
    "method": "PATCH",
    "path": "/v1/organizations/{organizationId}"
  },
  "edit-profile": {
    "method": "PATCH",
    "path": "/v1/auth/me"
  },
  "end-code": {
    "method": "POST",
    "path": "/v1/events/{eventId}/codes/{code}/end"
  },
  "export-account": {
    "method": "GET",
    "path": "/v1/auth/me/export"
  },
  "extend-hold": {
    "method": "POST",
    "path": "/v1/holds/{holdId}/extend",
    "isKeyed": true
  },
  "find-bookings": {
    "method": "GET",
    "path": "/v1/admin/bookings"
  },
  "find-holds": {
    "method": "GET",
    "path": "/v1/admin/holds"
  },
  "find-payments": {
    "method": "GET",
    "path": "/v1/admin/payments"
  },
  "find-tickets": {
    "method": "GET",
    "path": "/v1/events/{eventId}/tickets"
  },
  "invite-member": {
    "method": "POST",
    "path": "/v1/organizations/{organizationId}/invitations"
  },
  "list-blocks": {
    "method": "GET",
    "path": "/v1/events/{eventId}/blocks"
  },
  "list-bookings": {
    "method": "GET",
    "path": "/v1/bookings"
  },
  "list-check-ins": {
    "method": "GET",
    "path": "/v1/events/{eventId}/check-ins"
  },
  "list-codes": {
    "method": "GET",
    "path": "/v1/events/{eventId}/codes"
  },
  "list-event-bookings": {
    "method": "GET",
    "path": "/v1/events/{eventId}/bookings"
  },
  "list-events": {
    "method": "GET",
    "path": "/v1/events"
  },
  "list-holds": {
    "method": "GET",
    "path": "/v1/holds"
  },
  "list-invitations": {
    "method": "GET",
    "path": "/v1/organizations/{organizationId}/invitations"
  },
  "list-mails": {
    "method": "GET",
    "path": "/v1/demo/mails"
  },
  "list-members": {
    "method": "GET",
    "path": "/v1/organizations/{organizationId}/members"
  },
  "list-messages": {
    "method": "GET",
    "path": "/v1/events/{eventId}/messages"
  },
  "list-notices": {
    "method": "GET",
    "path": "/v1/notices"
  },
  "list-organizations": {
    "method": "GET",
    "path": "/v1/organizations"
  },
  "list-tickets": {
    "method": "GET",
    "path": "/v1/bookings/{bookingId}/tickets"
  },
  "list-undelivered-mails": {
    "method": "GET",
    "path": "/v1/events/{eventId}/undelivered-mails"
  },
  "list-users": {
    "method": "GET",
    "path": "/v1/admin/users"
  },
  "login": {
    "method": "POST",
    "path": "/v1/auth/login"
  },
  "login-with-cookie": {
    "method": "POST",
    "path": "/v1/auth/cookie/login"
  },
  "logout": {
    "method": "POST",
    "path": "/v1/auth/logout"
  },
  "logout-with-cookie": {
    "method": "POST",
    "path": "/v1/auth/cookie/logout"
  },
  "open-guest-session": {
    "method": "POST",
    "path": "/v1/auth/guest-sessions"
  },
  "open-guest-session-with-cookie": {
    "method": "POST",
    "path": "/v1/auth/cookie/guest-sessions"
  },
  "open-link": {
    "method": "GET",
    "path": "/links"
  },
  "place-hold": {
    "method": "POST",
    "path": "/v1/events/{eventId}/holds",
    "isKeyed": true
  },
  "preview-message": {
    "method": "POST",
    "path": "/v1/events/{eventId}/message-previews"
  },
  "publish-event": {
    "method": "POST",
    "path": "/v1/events",
    "isKeyed": true
  },
  "quote-places": {
    "method": "POST",
    "path": "/v1/events/{eventId}/quotes"
  },
  "race-for-seat": {
    "method": "POST",
    "path": "/v1/demo/race"
  },
  "read-availability": {
    "method": "GET",
    "path": "/v1/events/{eventId}/availability"
  },
  "read-booking": {
    "method": "GET",
    "path": "/v1/bookings/{bookingId}"
  },
  "read-check-in-counts": {
    "method": "GET",
    "path": "/v1/events/{eventId}/check-ins/counts"
  },
  "read-code": {
    "method": "GET",
    "path": "/v1/events/{eventId}/codes/{code}"
  },
  "read-docs": {
    "method": "GET",
    "path": "/docs"
  },
  "read-docs-file": {
    "method": "GET",
    "path": "/docs/{file}"
  },
  "read-door": {
    "method": "GET",
    "path": "/v1/events/{eventId}/door"
  },
  "read-event": {
    "method": "GET",
    "path": "/v1/events/{eventId}"
  },
  "read-event-page": {
    "method": "GET",
    "path": "/events/{eventId}"
  },
  "read-health": {
    "method": "GET",
    "path": "/health"
  },
  "read-hold": {
    "method": "GET",
    "path": "/v1/holds/{holdId}"
  },
  "read-journal": {
    "method": "GET",
    "path": "/v1/admin/journal"
  },
  "read-linked-booking": {
    "method": "POST",
    "path": "/v1/linked-bookings"
  },
  "read-mail": {
    "method": "GET",
    "path": "/v1/demo/mails/{mailId}"
  },
  "read-occupancy": {
    "method": "GET",
    "path": "/v1/admin/occupancy"
  },
  "read-openapi": {
    "method": "GET",
    "path": "/openapi.json"
  },
  "read-organization": {
    "method": "GET",
    "path": "/v1/organizations/{organizationId}"
  },
  "read-payment": {
    "method": "GET",
    "path": "/v1/payments/{paymentId}"
  },
  "read-payment-simulator": {
    "method": "GET",
    "path": "/v1/admin/payment-simulator"
  },
  "read-profile": {
    "method": "GET",
    "path": "/v1/auth/me"
  },
  "read-receipt-pdf": {
    "method": "GET",
    "path": "/v1/bookings/{bookingId}/receipt.pdf"
  },
  "read-revocations": {
    "method": "GET",
    "path": "/v1/events/{eventId}/revocations"
  },
  "read-sales": {
    "method": "GET",
    "path": "/v1/events/{eventId}/sales"
  },
  "read-seats": {
    "method": "GET",
    "path": "/v1/events/{eventId}/seats"
  },
  "read-stage": {
    "method": "GET",
    "path": "/v1/stage"
  },
  "read-start": {
    "method": "GET",
    "path": "/"
  },
  "read-stats": {
    "method": "GET",
    "path": "/v1/admin/stats"
  },
  "read-ticket-keys": {
    "method": "GET",
    "path": "/.well-known/jwks.json"
  },
  "read-ticket-qr": {
    "method": "GET",
    "path": "/v1/bookings/{bookingId}/tickets/{ticketId}/qr"
  },
  "read-tickets-pdf": {
    "method": "GET",
    "path": "/v1/bookings/{bookingId}/tickets.pdf"
  },
  "receive-webhook": {
    "method": "POST",
    "path": "/v1/payments/webhooks/stripe"
  },
  "refresh": {
    "method": "POST",
    "path": "/v1/auth/refresh"
  },
  "refresh-with-cookie": {
    "method": "POST",
    "path": "/v1/auth/cookie/refresh"
  },
  "register": {
    "method": "POST",
    "path": "/v1/auth/register"
  },
  "register-with-cookie": {
    "method": "POST",
    "path": "/v1/auth/cookie/register"
  },
  "reissue-ticket": {
    "method": "POST",
    "path": "/v1/bookings/{bookingId}/tickets/{ticketId}/reissue",
    "isKeyed": true
  },
  "release-hold": {
    "method": "DELETE",
    "path": "/v1/holds/{holdId}"
  },
  "remove-member": {
    "method": "DELETE",
    "path": "/v1/organizations/{organizationId}/members/{memberId}"
  },
  "report-scans": {
    "method": "POST",
    "path": "/v1/events/{eventId}/check-ins/batch"
  },
  "request-email-change": {
    "method": "POST",
    "path": "/v1/auth/email-changes"
  },
  "request-guest-link": {
    "method": "POST",
    "path": "/v1/auth/guest-links"
  },
  "request-password-reset": {
    "method": "POST",
    "path": "/v1/auth/password-resets"
  },
  "request-verification-mail": {
    "method": "POST",
    "path": "/v1/auth/verification-mails"
  },
  "reset-password": {
    "method": "POST",
    "path": "/v1/auth/reset-password"
  },
  "resume-payment": {
    "method": "POST",
    "path": "/v1/admin/payments/{paymentId}/resume"
  },
  "send-message": {
    "method": "POST",
    "path": "/v1/events/{eventId}/messages",
    "isKeyed": true
  },
  "settle-payment": {
    "method": "POST",
    "path": "/v1/admin/payments/{paymentId}/settle"
  },
  "verify-email": {
    "method": "POST",
    "path": "/v1/auth/verifications"
  },
  "withdraw-invitation": {
    "method": "DELETE",
    "path": "/v1/organizations/{organizationId}/invitations/{invitationId}"
  }
} as const;
