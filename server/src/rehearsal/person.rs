//! A practice participant: joins, does what there is to do, and remembers what was acknowledged.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crosstracks_protocol::{
    command::Command,
    ids::{ItemId, ParticipantId, SheetId},
    stamp::Chance,
    view::{OwnView, Phase, Standing, follow_up::FollowUpAsked},
};
use tokio::{sync::watch, time::sleep};

use super::{
    RehearsalError,
    book::{Book, Disagreement, Fact, check::Finding, check::check},
    client::{Client, ClientError, Outcome, Views},
    report::Observed,
    scene::{Place, Scene},
    work::{Task, Work, Worker},
};

/// How long the room has to show what was acknowledged.
const SHOW_TIME: Duration = Duration::from_secs(15);

/// What all practice participants share.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) seed: u64,
    /// From how many to how many milliseconds somebody takes for one thing.
    pub(super) pace: (u64, u64),
    /// Who all of them are. Others may be in the room too.
    pub(super) practice: BTreeSet<ParticipantId>,
    pub(super) observed: Mutex<Observed>,
}

impl Common {
    /// Notes what somebody sees of the room.
    fn see(&self, scene: &Scene) {
        // A panic elsewhere leaves plain data behind, which is as good as before.
        self.observed.lock().unwrap_or_else(PoisonError::into_inner).see(scene);
    }
}

/// Nothing left to do, for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settled {
    /// Where the room was seen to be.
    pub(super) place: Place,
    /// Open items that are finished, as far as it is up to this person.
    pub(super) finished: BTreeSet<ItemId>,
}

/// A practice participant.
pub(super) struct Person {
    pub(super) index: usize,
    pub(super) name: String,
    pub(super) id: ParticipantId,
    /// By which they come back as themselves.
    pub(super) token: String,
    pub(super) client: Client,
    pub(super) settled: watch::Sender<Option<Settled>>,
    book: Mutex<Book>,
}

impl Person {
    pub(super) fn new(index: usize, name: String, id: ParticipantId, token: String, client: Client) -> Self {
        Self { index, name, id, token, client, settled: watch::Sender::new(None), book: Mutex::default() }
    }

    /// A panic elsewhere leaves plain data behind, which is as good as before.
    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes part until the room ends.
    pub(super) async fn take_part(&self, common: &Common) -> Result<(), RehearsalError> {
        let mut changes = self.client.changes();
        let mut scene = Scene::default();
        let mut chance = Chance::new(common.seed.wrapping_add(self.index as u64));
        loop {
            self.refresh(&mut scene)?;
            common.see(&scene);
            if scene.shared.as_ref().is_some_and(|shared| shared.phase == Phase::Closed) {
                return Ok(());
            }
            self.let_go(&scene);
            let Work { next, waits } = self.work(common, &scene);
            if let Some(task) = next {
                self.settled.send_replace(None);
                self.take_time(&task.command, common, &mut chance).await?;
                // While one took one's time the room may have moved on.
                self.refresh(&mut scene)?;
                if self.work(common, &scene).next.as_ref() == Some(&task) {
                    self.perform(task).await?;
                }
                continue;
            }
            if let Some(place) = scene.place().filter(|_| scene.is_in()) {
                let finished = scene.open_items().difference(&waits).cloned().collect();
                self.settled.send_replace(Some(Settled { place, finished }));
            }
            changes.next().await?;
        }
    }

    /// Waits until the room ends, or the person is no longer in it. Whoever takes part may see it only later.
    pub(super) async fn ended(&self, common: &Common) -> Result<(), RehearsalError> {
        let mut scene = Scene::default();
        let mut unreadable = None;
        let ended = |views: &Views| {
            unreadable = scene.refresh(views).err();
            let closed = scene.shared.as_ref().is_some_and(|shared| shared.phase == Phase::Closed);
            let gone = |own: &OwnView| matches!(own.standing, Standing::Left | Standing::Removed);
            (closed || scene.own.as_ref().is_some_and(gone) || unreadable.is_some()).then_some(())
        };
        self.client.until(ended).await?;
        common.see(&scene);
        unreadable.map_or(Ok(()), |error| Err(RehearsalError::View(error.to_string())))
    }

    fn refresh(&self, scene: &mut Scene) -> Result<(), RehearsalError> {
        self.client
            .look(|views| scene.refresh(views))
            .map_err(|error| RehearsalError::View(error.to_string()))
    }

    fn work(&self, common: &Common, scene: &Scene) -> Work {
        let book = self.book();
        let (id, practice) = (&self.id, &common.practice);
        Worker { seed: common.seed, index: self.index, id, practice, scene, book: &book }.work()
    }

    /// All that they answer weeks later.
    pub(super) fn follow_up(&self, common: &Common, asked: &FollowUpAsked) -> Vec<Task> {
        let (book, scene) = (self.book(), Scene::default());
        let (id, practice) = (&self.id, &common.practice);
        let worker =
            Worker { seed: common.seed, index: self.index, id, practice, scene: &scene, book: &book };
        worker.follow_up(asked)
    }

    /// Takes as long as a person does.
    async fn take_time(
        &self,
        command: &Command,
        common: &Common,
        chance: &mut Chance,
    ) -> Result<(), ClientError> {
        let (from, to) = common.pace;
        if to == 0 {
            return Ok(());
        }
        let more = usize::try_from(to.saturating_sub(from)).unwrap_or(0);
        let time = Duration::from_millis(from + chance.below(more + 1) as u64);
        let sheet: Option<SheetId> = match command {
            Command::AddPoint { sheet, .. } => Some(sheet.clone()),
            _ => None,
        };
        if sheet.is_some() {
            self.client.writing(sheet.clone()).await?;
        }
        sleep(time).await;
        if sheet.is_some() { self.client.writing(None).await } else { Ok(()) }
    }

    async fn perform(&self, task: Task) -> Result<(), ClientError> {
        let outcome = self.client.send(task.command, None).await?;
        let mut book = self.book();
        book.answered(task.key);
        if outcome == Outcome::Acknowledged {
            book.keep(task.facts);
        }
        Ok(())
    }

    /// Forgets votes on quotes that a facilitator withdrew: they are deleted.
    fn let_go(&self, scene: &Scene) {
        let Some(impressions) = scene.impressions().filter(|view| !view.order.is_empty()) else { return };
        self.book().forget(|fact| match fact {
            Fact::Vote { quote, .. } | Fact::TableAnswer { quote, .. } => !impressions.order.contains(quote),
            _ => false,
        });
    }

    /// Looks back twice: as one is connected, and after a new hello.
    pub(super) async fn look_back(
        &self,
        common: &Common,
        stage: Option<usize>,
    ) -> Result<Vec<Disagreement>, ClientError> {
        let mut found = self.audit(common, stage).await?;
        self.client.reconnect().await?;
        found.extend(self.audit(common, stage).await?);
        Ok(found)
    }

    /// Compares what was acknowledged with what the room shows now; with `stage`, once it is there.
    ///
    /// What was acknowledged last may be on its way, so that the room has some time.
    async fn audit(&self, common: &Common, stage: Option<usize>) -> Result<Vec<Disagreement>, ClientError> {
        let mut scene = Scene::default();
        let mut unreadable = None;
        let agreed = self.client.until(|views| {
            unreadable = scene.refresh(views).err();
            let is_there = stage.is_none_or(|stage| scene.place().is_some_and(|place| place.stage == stage));
            (is_there && unreadable.is_none() && self.compare(common, &scene).is_empty()).then_some(())
        });
        match tokio::time::timeout(SHOW_TIME, agreed).await {
            Ok(agreed) => agreed.map(|()| Vec::new()),
            Err(_) => Ok(match unreadable {
                Some(error) => vec![self.disagreement("all of it".to_owned(), error.to_string())],
                None => self.compare(common, &scene),
            }),
        }
    }

    fn compare(&self, common: &Common, scene: &Scene) -> Vec<Disagreement> {
        let mut book = self.book();
        let mut found = Vec::new();
        let mut seen = Vec::new();
        // What a group holds together, others in it may change.
        let outsiders = scene
            .group
            .as_ref()
            .is_some_and(|group| group.people.keys().any(|person| !common.practice.contains(person)));
        for fact in book.facts().filter(|fact| fact.is_own() || !outsiders) {
            match check(scene, fact) {
                Finding::Shows => seen.push(fact.clone()),
                Finding::Differs(shown) => found.push(self.disagreement(fact.about(), shown)),
                Finding::NoPlace => {}
            }
        }
        for fact in &seen {
            book.saw(fact);
        }
        found
    }

    /// What was acknowledged and then shown nowhere.
    pub(super) fn unseen(&self) -> Vec<Disagreement> {
        let book = self.book();
        let nowhere = |fact: &Fact| self.disagreement(fact.about(), "nowhere".to_owned());
        book.unseen().map(nowhere).collect()
    }

    fn disagreement(&self, about: String, shown: String) -> Disagreement {
        Disagreement { who: self.name.clone(), about, shown }
    }
}
