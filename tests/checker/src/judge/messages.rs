//! What goes out: under one identity, in its cycle, outside quiet hours, and in the right order.

use super::{
    Judge, Rule,
    track::{Taken, Worry},
};
use crate::{
    DAY, HOUR, MINUTE, SECOND,
    seen::{Answer, Says, Sent, Whom},
    story::{Channel, Fault},
};

/// A sender may hold a message for so long.
const LEASE: i64 = 30 * SECOND;
/// Within so much real time in service every promised message is tried.
const SOON: i64 = 2 * HOUR;
const GAP: i64 = 6 * HOUR + 15 * MINUTE;

impl Judge<'_> {
    pub(super) fn sent(&mut self, watch: u8, sent: &Sent) {
        self.drill_says_so(watch, sent);
        self.in_its_cycle(watch, sent);
        if sent.first && sent.mark == self.track(watch).cycle.mark {
            if *self.track(watch).keys.entry(sent.key).or_insert(sent.id) != sent.id {
                self.broken(watch, Rule::SameMessageTwice, format!("{sent:?}"));
            }
            self.quiet(watch, sent);
        }
        match sent.to {
            Whom::Owner(_) => self.owner_written_to(watch, sent),
            Whom::Contact(contact, _) => self.contact_written_to(watch, contact, sent),
            Whom::Recipient(..) => self.recipient_written_to(watch, sent),
        }
    }

    fn drill_says_so(&mut self, watch: u8, sent: &Sent) {
        if sent.drill != self.watch(watch).drill {
            self.broken(watch, Rule::DrillUnmarked, format!("{:?}", sent.says));
        }
    }

    /// A cycle that is over does not speak, but for what reassures; a new one begins only when
    /// somebody ended the old one, and no mark comes back.
    fn in_its_cycle(&mut self, watch: u8, sent: &Sent) {
        let t = self.t;
        let newest = self.track(watch).cycle.mark;
        if sent.mark > newest {
            let track = self.track(watch);
            let unended = track.cycle.is_open() && track.ended.is_none() && track.release.is_none();
            if unended {
                self.broken(watch, Rule::EndedByNobody, format!("{newest:?} -> {:?}", sent.mark));
            }
            self.begin_cycle(watch, sent.mark);
        }
        let track = self.track(watch);
        let newest = track.cycle.mark;
        let fresh = sent.mark == newest && !track.cycle.is_open() && track.ended.is_none();
        if fresh && sent.written < track.restarted && !sent.says.outlives() {
            // Somebody's word ended it before anything of it left.
            track.ended = Some(track.restarted);
            track.over.push((newest, track.restarted));
        }
        let track = &self.tracks[usize::from(watch)];
        let stays = matches!(sent.says, Says::Release(_)) && track.release.is_some();
        if sent.says.outlives() || stays {
            return;
        }
        let ended = if sent.mark == newest {
            track.ended
        } else {
            track.over.iter().rev().find(|(mark, _)| *mark == sent.mark).map(|(_, t)| *t)
        };
        let dead = track.dead_to.is_some_and(|dead| sent.mark <= dead);
        if dead && sent.written > ended.unwrap_or(i64::MIN) {
            self.broken(watch, Rule::MarkReused, format!("{:?}", sent.mark));
        } else if let Some(ended) = ended {
            if sent.written > ended {
                let rule = if sent.mark == newest { Rule::AnswerIgnored } else { Rule::MarkReused };
                self.broken(watch, rule, format!("{:?} ended at {ended}", sent.mark));
            } else if sent.taken > ended || t > ended + LEASE {
                let detail = format!("{:?} {:?} ended at {ended}", sent.says, sent.mark);
                self.broken(watch, Rule::EndedCycleSpeaks, detail);
            }
        } else if sent.mark < newest {
            self.broken(watch, Rule::MarkReused, format!("{:?} after {newest:?}", sent.mark));
        }
    }

    fn owner_written_to(&mut self, watch: u8, sent: &Sent) {
        let t = self.t;
        let is_final = sent.says == Says::FinalCall;
        if sent.says == Says::Ask && self.track(watch).cycle.asked.is_none() {
            self.first_question(watch);
            self.pause_is_kept(watch, sent);
        }
        let cycle = &mut self.track(watch).cycle;
        if sent.mark != cycle.mark {
            return;
        }
        cycle.last_asked = t;
        match sent.says {
            Says::Ask => cycle.asked = earlier(cycle.asked, sent.written),
            Says::FinalCall => {
                if !cycle.finals.contains(&sent.written) {
                    cycle.finals.push(sent.written);
                }
                if sent.first {
                    cycle.last_call = sent.taken;
                }
            }
            Says::Cooling => cycle.warned = true,
            _ => {}
        }
        if matches!(sent.answer, Answer::Taken) {
            let by_mail = sent.channel == Channel::Mail;
            cycle.owner.push(Taken { id: sent.id, t, is_final, by_mail, returned: None });
        }
        if is_final && self.track(watch).cycle.first_final.is_none() {
            self.track(watch).cycle.first_final = Some(t);
            self.questions_had_their_time(watch, sent.written);
        }
    }

    /// Who has said that they cannot answer is not asked because a clock runs ahead.
    fn pause_is_kept(&mut self, watch: u8, sent: &Sent) {
        let track = &self.tracks[usize::from(watch)];
        let Some((since, length)) = track.paused.filter(|(since, _)| *since < sent.written) else {
            return;
        };
        let had = self.light.most(since, sent.written);
        if sent.mark == track.cycle.mark && had < length / 2 {
            let detail = format!("{} h of {} h", had / HOUR, length / HOUR);
            self.broken(watch, Rule::PauseBroken, detail);
        }
    }

    fn contact_written_to(&mut self, watch: u8, contact: u8, sent: &Sent) {
        self.worry(watch, sent);
        if sent.says == Says::ContactAsk || sent.says == Says::Cooling {
            self.owner_asked_after_gap(watch, sent);
        }
        let t = self.t;
        let cycle = &mut self.track(watch).cycle;
        if sent.mark != cycle.mark || !sent.says.worries() {
            return;
        }
        cycle.others |= sent.says != Says::Unreachable;
        cycle.warned |= sent.says == Says::Cooling;
        if sent.says == Says::ContactAsk {
            if sent.first {
                cycle.last_call = sent.taken;
            }
            let side = &mut cycle.contacts[usize::from(contact)];
            side.tried = earlier(side.tried, sent.written);
            side.answered |= matches!(sent.answer, Answer::NotNow | Answer::Refused);
            side.taken.retain(|(id, _)| *id != sent.id);
            if sent.answer == Answer::Taken {
                side.taken.push((sent.id, t));
            }
        }
    }

    /// Whoever was worried is told that all is well, after the last worrying message.
    fn worry(&mut self, watch: u8, sent: &Sent) {
        let t = self.t;
        let track = &mut self.tracks[usize::from(watch)];
        let known = track.worries.iter().position(|worry| worry.whom == sent.to);
        if sent.says == Says::AllClear {
            match known {
                // A late one of an older cycle reassures nobody about this one.
                Some(known) if track.worries[known].mark < sent.mark => {
                    let worry = &mut track.worries[known];
                    worry.cleared.get_or_insert(t);
                    worry.due = None;
                }
                Some(_) => {}
                None if track.dead_to.is_none() => {
                    self.broken(watch, Rule::IdleAllClear, format!("{:?}", sent.to));
                }
                None => {}
            }
            return;
        }
        let fresh = Worry { whom: sent.to, mark: sent.mark, since: t, cleared: None, due: None };
        match known.map(|known| &mut track.worries[known]) {
            None => track.worries.push(fresh),
            Some(worry) if worry.cleared.is_none() || worry.mark < sent.mark => {
                let due = worry.due;
                *worry = Worry { due, ..fresh };
            }
            Some(_) => self.broken(watch, Rule::AllClearOvertaken, format!("{:?}", sent.to)),
        }
    }

    /// The cycle is over: from now on the worried are owed an all-clear.
    pub(super) fn owe_all_clear(&mut self, watch: u8) {
        let t = self.t;
        for worry in &mut self.track(watch).worries {
            if worry.cleared.is_none() {
                worry.due.get_or_insert(t);
            }
        }
    }

    /// What is owed and has not come in time.
    pub(super) fn owed(&mut self, watch: u8) {
        let late = |due: i64| self.light.least(due, self.t) > SOON;
        let track = &self.tracks[usize::from(watch)];
        let waiting = track.worries.iter().find(|worry| worry.due.is_some_and(late));
        let waiting = waiting.map(|worry| format!("{:?} of {:?}", worry.whom, worry.mark));
        let recalled = track.recalls.iter().find(|(_, since)| late(*since)).map(|r| r.0);
        if let Some(detail) = waiting {
            self.track(watch).worries.retain(|worry| worry.due.is_none());
            self.broken(watch, Rule::NoAllClear, detail);
        }
        if let Some(handover) = recalled {
            self.track(watch).recalls.clear();
            self.broken(watch, Rule::RecallNotTold, format!("handover {handover}"));
        }
    }

    fn recipient_written_to(&mut self, watch: u8, sent: &Sent) {
        let t = self.t;
        let track = self.track(watch);
        match (sent.says, &mut track.release) {
            (Says::Release(handover), Some(release)) => {
                let parcel = &mut release.parcels[usize::from(handover)];
                parcel.told += u32::from(sent.first);
                parcel.first_told.get_or_insert(t);
            }
            (Says::Recalled(handover), _) => track.recalls.retain(|(h, _)| *h != handover),
            // One that was under way when the release was taken back.
            (Says::Release(_), None) if track.ended.is_some_and(|ended| t <= ended + LEASE) => {}
            _ => self.broken(watch, Rule::StrangerTold, format!("{:?}", sent.says)),
        }
    }

    /// Nobody is asked in their quiet hours, unless a moved clock or an outage ate the day between.
    fn quiet(&mut self, watch: u8, sent: &Sent) {
        let asks = matches!(sent.says, Says::Ask | Says::FinalCall | Says::ContactAsk);
        let mad = self.story.faults.iter().any(|fault| matches!(fault, Fault::Jump(..)));
        if !asks || mad || !self.is_quiet(watch, sent, sent.written) {
            return;
        }
        if self.light.least(sent.written - DAY, sent.written) == DAY {
            self.broken(watch, Rule::QuietHours, format!("{:?} to {:?}", sent.says, sent.to));
        }
    }

    pub(super) fn is_quiet(&self, watch: u8, sent: &Sent, t: i64) -> bool {
        let Some((from, to)) = self.terms(watch).quiet else { return false };
        let zone = sent.contact().map_or(0, |c| self.story.contacts[usize::from(c)].zone);
        let minute = (t - zone).rem_euclid(DAY) / MINUTE;
        let (from, to) = (i64::from(from), i64::from(to));
        if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to }
    }

    /// The service was off for long while the final call ran: the owner comes first.
    fn owner_asked_after_gap(&mut self, watch: u8, sent: &Sent) {
        let terms = self.terms(watch);
        let cycle = &self.tracks[usize::from(watch)].cycle;
        let (Some(called), asked) = (cycle.first_final, cycle.last_asked) else { return };
        if cycle.others || cycle.finals.len() != 1 || sent.mark != cycle.mark {
            return;
        }
        let gap = self.light.off().iter().find(|(from, to)| {
            to - from > GAP
                && *from > called
                && *to <= sent.written
                && asked < *to
                && self.light.most(called, *from) < terms.final_wait
        });
        if let Some((from, to)) = gap {
            let detail = format!("{:?}, off from {from} to {to}", sent.says);
            self.broken(watch, Rule::NotAskedAfterGap, detail);
        }
    }

    pub(super) fn returned(&mut self, watch: u8, id: u32) {
        let t = self.t;
        let owner = &mut self.track(watch).cycle.owner;
        if let Some(taken) = owner.iter_mut().find(|taken| taken.id == id) {
            taken.returned = Some(t);
        }
    }
}

/// Messages may overtake each other on their way to the relay.
fn earlier(known: Option<i64>, written: i64) -> Option<i64> {
    Some(known.map_or(written, |known| known.min(written)))
}
