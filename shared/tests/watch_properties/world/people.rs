//! Owners, thieves and contacts; and somebody who presses everything.

use super::{Act, Bug, Seen, World};
use crate::{DAY, scenario::Owner};
use stafeta_shared::watch::{Input, Link, Refusal, Sign};

impl World {
    pub(super) fn act(&mut self, act: Act) {
        match act {
            Act::Owner { sign, link } => {
                let deaf = self.bug == Bug::DeafToMail && sign == Sign::OwnerMail;
                let told = if deaf { Ok(()) } else { self.input(Input::Confirm { sign, link }) };
                self.log.push((self.t, Seen::Press { by: sign, told }));
                let thief = matches!(self.story.owner, Owner::ThiefFrom(t) if self.t >= t);
                if told == Err(Refusal::StrongSignNeeded) && !thief {
                    self.act(Act::Owner { sign: Sign::OwnerStrong, link: None });
                }
            }
            Act::Contact { input } => {
                let told = self.input(input);
                if let Input::Confirm { sign, .. } = input {
                    self.log.push((self.t, Seen::Press { by: sign, told }));
                }
            }
        }
    }

    pub(super) fn meddle(&mut self) {
        let link = Link { epoch: self.state.epoch, cycle: self.state.cycle };
        let contact = self
            .story
            .contacts
            .first()
            .map_or(stafeta_shared::ids::ContactId::from_bytes([1; 16]), |c| c.id);
        let input = match self.r.range(0, 60) {
            0 => Input::Confirm { sign: Sign::OwnerStrong, link: None },
            1 => Input::Confirm { sign: Sign::Contact { contact }, link: None },
            2 => Input::ContactCannotReach { contact, link },
            3..=5 => {
                Input::Pause { until_wall_ms: self.clock.wall_ms + self.r.range(-1, 100) * DAY }
            }
            6 => Input::Resume,
            7 => Input::Edit,
            8..=20 => Input::Recall,
            21..=25 => Input::HoldRest { link },
            26..=30 => Input::LiftHold,
            32 => Input::Disarm,
            33..=36 => Input::Arm(crate::world::checks()),
            31 => Input::Restore { epoch: self.state.epoch + 1, marker: None },
            _ => return,
        };
        let before = self.state.clone();
        match self.input(input) {
            Ok(()) => self.step(),
            Err(_) => assert_eq!(before, self.state, "a refusal changes nothing"),
        }
    }
}
