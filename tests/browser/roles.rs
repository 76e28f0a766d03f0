//! Roles and names of elements, as assistive technology sees them.

use std::sync::Arc;

use http::Method;
use serde_json::Value;
use thirtyfour::common::command::{Command as DriverCommand, ExtensionCommand};
use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::*;

/// The elements that may have a role: those that say so, and those that have it by nature.
pub fn candidates(role: &str) -> String {
    let natural = match role {
        "button" => "button, summary, input[type=button], input[type=submit], input[type=reset]",
        "link" => "a[href]",
        "heading" => "h1, h2, h3, h4, h5, h6",
        "textbox" => "textarea, input:not([type]), input[type=text], input[type=url], input[type=email]",
        "searchbox" => "input[type=search]",
        "spinbutton" => "input[type=number]",
        "slider" => "input[type=range]",
        "checkbox" | "switch" => "input[type=checkbox]",
        "radio" => "input[type=radio]",
        "combobox" | "listbox" => "select, input[list]",
        "option" => "option",
        "img" | "image" => "img, svg, canvas",
        "table" => "table",
        "list" => "ul, ol",
        "group" => "fieldset, details",
        "dialog" => "dialog",
        "region" => "section",
        "navigation" => "nav",
        "main" => "main",
        "form" => "form",
        "status" => "output",
        "progressbar" => "progress",
        _ => "",
    };
    let comma = if natural.is_empty() { "" } else { ", " };
    format!("{natural}{comma}[role=\"{role}\"]")
}

/// WebDriver's computed role or label of an element.
pub async fn computed(driver: &WebDriver, element: &WebElement, what: &str) -> WebDriverResult<String> {
    #[derive(Debug)]
    struct Computed(String);
    impl ExtensionCommand for Computed {
        fn parameters_json(&self) -> Option<Value> {
            None
        }
        fn method(&self) -> Method {
            Method::GET
        }
        fn endpoint(&self) -> Arc<str> {
            self.0.as_str().into()
        }
    }
    let command = Computed(format!("/element/{}/computed{what}", element.element_id()));
    driver.cmd(DriverCommand::ExtensionCommand(Box::new(command))).await?.value()
}
