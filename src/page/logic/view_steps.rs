//! Steps of the history between the page and the views that cover it.

/// How many steps lie where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ViewSteps {
    /// Between the view that covers the page and the page; none where no page lies behind.
    pub to_page: Option<i32>,
    /// The depth of the last experiment that came from a view, and the steps between it and the experiment before it.
    over: Option<(u32, i32)>,
}

impl ViewSteps {
    /// An experiment of this depth comes from the view that covers the page: the view stays between it and the one before.
    pub fn experiment_from_view(&mut self, depth: u32) {
        self.over = self.to_page.map(|steps| (depth, steps + 1));
    }

    /// Steps between the experiment of this depth and the one before.
    pub fn before(&self, depth: u32) -> i32 {
        self.over.filter(|(over, _)| *over == depth).map_or(1, |(_, steps)| steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_experiment_from_a_view_has_the_view_behind_it() {
        let mut steps = ViewSteps { to_page: Some(2), ..ViewSteps::default() };
        assert_eq!(steps.before(4), 1);
        steps.experiment_from_view(4);
        assert_eq!([3, 4, 5].map(|depth| steps.before(depth)), [1, 3, 1]);
        // Without a page behind the view there is nothing between.
        steps = ViewSteps::default();
        steps.experiment_from_view(4);
        assert_eq!(steps.before(4), 1);
    }
}
