//! An event in, effects out.

use super::data::Availability;
use super::effect::Effect;
use super::event::{Event, Timer};
use super::machine::Session;
use super::state::AfterPrepare;

impl Session {
    /// Takes an event that happened at `now`, in milliseconds since any fixed time, and returns what the caller is to do,
    /// in this order.
    pub fn handle(&mut self, event: Event, now: f64) -> Vec<Effect> {
        match event {
            Event::Play => self.play(now),
            Event::Pause => self.pause(),
            Event::Toggle if self.is_playing() => self.pause(),
            Event::Toggle => self.play(now),
            Event::Step { by_phase } => self.step(by_phase, now),
            Event::StepPhase => self.step_phase(now),
            Event::ShowPhase(phase) => self.show_phase(phase),
            Event::Seek(round) => self.seek(round, now),
            Event::StepBack => self.seek(self.rounds().saturating_sub(1), now),
            Event::Reset => self.reset(now),
            Event::SetSpeed(speed) => self.set_speed(speed),
            Event::CancelPreparation => self.cancel_preparation(),
            Event::RunAgain => self.prepare(AfterPrepare::Play, now),
            Event::Answer { ends } => self.answer(ends, now),
            Event::ShowEarlier(index) => self.show_earlier(index),

            Event::Controls(experiment) => self.follow_controls(*experiment),

            Event::EngineReady => {
                self.data.engine = Availability::Ready(());
                self.go_on_loading(now);
            }
            Event::EngineBrings(experiment) => self.engine_brings(*experiment, now),
            Event::EngineUnavailable { sentence } => {
                self.data.engine = Availability::Unavailable(sentence.clone());
                self.fail(sentence, None);
            }
            Event::DataGiven { kind, bundled, chosen } => self.data_are_given(kind, bundled, chosen),
            Event::DataReady { kind, fingerprint } => self.data_are_ready(kind, fingerprint, now),
            Event::DataUnavailable { kind, sentence } => self.data_are_unavailable(kind, sentence, now),
            Event::DataAtHand { kind, fingerprints } => self.data_are_at_hand(kind, fingerprints, now),

            Event::Preparing { run, task, fraction } => self.is_preparing(run, task, fraction, now),
            Event::Prepared { run, items, remarks } => self.is_prepared(run, items, remarks),
            Event::Moved { run, advance, view, attention } => self.has_moved(run, &advance, view, attention),
            Event::Stopped { run, round } => self.has_stopped(run, round, now),
            Event::Failed { run, sentence } => self.has_failed(run, sentence),
            Event::Crashed { sentence } => self.has_crashed(&sentence),

            Event::Frame => self.frame(now),
            Event::Timer(Timer::Restart(number)) => self.restart(number, now),
            Event::Timer(Timer::NextPhase { showing, pause }) => self.next_phase(showing, pause),
        }
        std::mem::take(&mut self.effects)
    }
}
