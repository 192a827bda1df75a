//! The dynamic stress test: one engine of small interchangeable parts.
//!
//! [`System`] is an economy prepared for daily steps, shared by all lanes. A [`Lane`] is one draw:
//! its shocks and parameters. A [`Batch`] steps lanes side by side, so that the table is read once
//! per step for all of them. The order matrix is never formed: orders are
//! `Z0[i,f] · weight[i] · factor[s(i),f]` (docs/src/models/dynamic.md, "Factored form").
//!
//! Parts: input function ([`Inputs`], [`Binding`]), order rule ([`Restocking`], [`Orders`]),
//! rationing rule ([`Rationing`]), capacity rule (capital, labour, other losses, overproduction),
//! labour rule ([`Labour`]), demand rule ([`Consumption`]), prices ([`price_rise`]). A [`Preset`]
//! names a published choice of all of them. The edition ([`Edition`]) chooses between the corrected rules and a faithful
//! copy of BoARIO 0.7.2.

mod batch;
mod boario;
mod boario_stocks;
mod check;
mod classes;
mod consumption;
mod damage;
mod demand;
mod forcing;
mod group;
mod kernel;
mod labour;
mod lane;
mod links;
mod prices;
mod rationing;
mod rules;
mod stocks;
mod system;
mod transit;
mod view;

pub use batch::Batch;
pub use forcing::Forcing;
pub use lane::Lane;
pub use prices::{cost_shares, price_rise};
pub use rules::{
    Binding, Compounding, Consumption, Edition, Inputs, Labour, Orders, Parameters, Preset,
    Priority, Rationing, Restocking, Rules,
};
pub use system::System;
pub use view::{Bottleneck, View};
