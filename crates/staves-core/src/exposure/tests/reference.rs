//! A stored instance of two regions with three sectors each, solved elsewhere with the full inverse.

use super::super::origins::Denominator;
use super::super::{stages, value};
use super::{by_region, close, coefficients};

const TOLERANCE: f64 = 1e-12;

/// Inputs per unit of output; the first three are home.
const TECHNICAL: [[f64; 6]; 6] = [
    [0.1, 0.2, 0.05, 0.02, 0.01, 0.0],
    [0.15, 0.1, 0.2, 0.01, 0.05, 0.02],
    [0.05, 0.1, 0.1, 0.0, 0.02, 0.05],
    [0.05, 0.02, 0.1, 0.15, 0.1, 0.1],
    [0.02, 0.15, 0.05, 0.1, 0.2, 0.15],
    [0.03, 0.03, 0.15, 0.05, 0.1, 0.1],
];
/// Value integrity of the home sectors.
const INTEGRITY: [f64; 3] = [0.8144329896907216, 0.6907216494845358, 0.5876288659793815];
/// Vertical specialisation.
const SPECIALISATION: [f64; 3] = [0.18556701030927839, 0.3092783505154639, 0.4123711340206186];
/// Share of value added at home.
const DOMESTIC: [f64; 3] = [0.8261749943545212, 0.7134985298426434, 0.6140907261145345];
/// Share of value added abroad.
const FOREIGN: [f64; 3] = [0.17382500564547848, 0.2865014701573564, 0.3859092738854655];
/// Home value that leaves and comes back.
const ROUND_TRIP: [f64; 3] = [0.011742004663799599, 0.022776880358107543, 0.02646186013515306];
/// Foreign share of direct inputs.
const FACE: [f64; 3] = [0.25, 0.33333333333333326, 0.4615384615384617];
/// Foreign share of the inputs of all tiers.
const LOOK_THROUGH: [f64; 3] = [0.37381902979948856, 0.4331242037127269, 0.516818732554186];
/// The same over all of L; stored to four digits.
const LOOK_THROUGH_OF_OUTPUT: [f64; 3] = [0.1646, 0.2333, 0.2888];
/// Home share by stage.
const HOME_SHARE: [[f64; 8]; 3] = [
    [
        0.7499999999999999,
        0.5601391650099403,
        0.46083256433917774,
        0.41260227000614336,
        0.387357661782904,
        0.37427922597005014,
        0.36736281811401333,
        0.3637085551747849,
    ],
    [
        0.6666666666666666,
        0.5054017555705604,
        0.4364086298839358,
        0.3992249145003018,
        0.3805858399168433,
        0.37066491423588505,
        0.3654634006152984,
        0.3626980499018779,
    ],
    [
        0.5384615384615385,
        0.4538461538461539,
        0.40633586552448686,
        0.38454354200324214,
        0.3726591519020079,
        0.36653640398800047,
        0.36326235900009823,
        0.3615328215755876,
    ],
];
/// Share of paths that stay at home, by stage.
const ALL_HOME_SHARE: [[f64; 8]; 3] = [
    [
        0.7499999999999999,
        0.5342942345924454,
        0.3844970778222086,
        0.28414305999854683,
        0.21191900170232766,
        0.1590884481464492,
        0.11978925582966644,
        0.09035399683579588,
    ],
    [
        0.6666666666666666,
        0.45577312626603644,
        0.33459970025443525,
        0.2476094202020464,
        0.18542216925751573,
        0.13938190475658407,
        0.10505122640513206,
        0.07927238350987828,
    ],
    [
        0.5384615384615385,
        0.4,
        0.2933570389526426,
        0.21960261013388044,
        0.16485167971810025,
        0.12420120433104825,
        0.09369558500533758,
        0.07074331067329115,
    ],
];

#[test]
fn value_and_look_through_are_those_stored() {
    let coefficients = coefficients(6, 3, TECHNICAL.concat());
    let home = coefficients.inside(&[true, false]);
    let value = value::value(&coefficients, &home).unwrap();
    let origins = by_region(&coefficients);
    for j in 0..3 {
        let [domestic, foreign] = [0, 1].map(|region| origins.value_added[region][j]);
        let face = origins.share_of_inputs(&[(j, 1.0)], &|region| region == 1);
        let through =
            |denominator| origins.look_through_share(&[(j, 1.0)], &|g| g == 1, denominator);
        let pairs = [
            (value.integrity[j], INTEGRITY[j]),
            (value.vertical_specialisation[j], SPECIALISATION[j]),
            (domestic, DOMESTIC[j]),
            (foreign, FOREIGN[j]),
            (domestic - value.integrity[j], ROUND_TRIP[j]),
            (face, FACE[j]),
            (through(Denominator::Inputs), LOOK_THROUGH[j]),
        ];
        for (k, (found, wanted)) in pairs.into_iter().enumerate() {
            close(found, wanted, TOLERANCE, &format!("number {k} of sector {j}"));
        }
        close(through(Denominator::Output), LOOK_THROUGH_OF_OUTPUT[j], 5e-5, "over all of L");
    }
    assert!(value.integrity[3].is_nan(), "what is abroad has no value integrity");
}

#[test]
fn stages_and_depth_are_those_stored() {
    let coefficients = coefficients(6, 3, TECHNICAL.concat());
    let home = coefficients.inside(&[true, false]);
    let bought = stages::bought(&coefficients, &[true; 6], 8);
    let at_home = stages::bought(&coefficients, &home, 8);
    let within = stages::bought_within(&coefficients, &home, 8);
    for j in 0..3 {
        let shares: Vec<f64> = (0..8).map(|k| within[k][j] / bought[k][j]).collect();
        for k in 0..8 {
            close(at_home[k][j] / bought[k][j], HOME_SHARE[j][k], TOLERANCE, "home share");
            close(shares[k], ALL_HOME_SHARE[j][k], TOLERANCE, "all-home share");
        }
        let wanted = [[2, 4], [1, 3], [1, 3]][j];
        let found = [0.5, 0.25].map(|share| stages::depth(&shares, share));
        assert_eq!(found, wanted.map(|depth| (depth, true)));
    }
}
